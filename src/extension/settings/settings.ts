/** The person's settings, as VS Code has them now, and what of them the engine is told. */
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import * as vscode from "vscode";
import type { EngineSettings } from "../../protocol/engine.ts";
import { settingsSection } from "../contributed.ts";
import { type Settings, parseSettings } from "./schema.ts";

/** Reads and validates every setting when called; `onProblem` hears once of each value that was not taken. */
export function settingsReader(onProblem: (problem: string) => void): () => Settings {
  const told = new Set<string>();
  return () => {
    const configuration = vscode.workspace.getConfiguration(settingsSection);
    const { settings, problems } = parseSettings((name) => configuration.get(name));
    for (const problem of problems) {
      if (!told.has(problem)) onProblem(problem);
      told.add(problem);
    }
    return settings;
  };
}

/** A folder as it is written in a setting: `~` is the home folder, a relative one lies in the first workspace folder. */
function resolveFolder(written: string): string {
  if (written === "~" || written.startsWith("~/") || written.startsWith("~\\"))
    return join(homedir(), written.slice(1));
  if (isAbsolute(written)) return written;
  const base = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file");
  return base === undefined ? join(homedir(), written) : join(base.uri.fsPath, written);
}

/** Folders, trust and limits as they are now. */
export function engineSettings(context: vscode.ExtensionContext, settings: Settings): EngineSettings {
  const trusted = vscode.workspace.isTrusted;
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
  const embedded = context.asAbsolutePath(join("media", "models"));
  return {
    embeddedModelFolders: [embedded],
    modelFolders: [embedded, ...settings["models.folders"].map(resolveFolder)],
    rewardFolders: trusted ? folders.map(({ uri }) => uri.fsPath) : [],
    trusted,
    reward: {
      milliseconds: settings["rewards.timeout"],
      millisecondsPerSample: settings["rewards.timeoutPerSample"],
      memoryMegabytes: settings["rewards.memory"],
      allowNetwork: settings["rewards.allowNetwork"],
    },
    // 0 leaves it to the device.
    imageChunk: settings["images.chunk"] === 0 ? undefined : settings["images.chunk"],
    opening: { seconds: settings["models.openTimeout"], megabytes: settings["models.openMemory"] },
    stateLimit: settings["runs.states"] * 2 ** 20,
    cudaFolder: settings["cuda.folder"] === "" ? undefined : resolveFolder(settings["cuda.folder"]),
    cacheFolder: join(context.globalStorageUri.fsPath, "cache"),
  };
}
