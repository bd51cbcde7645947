/** What the engine is told: folders, trust and limits as they are now. */
import { join } from "node:path";
import * as vscode from "vscode";
import type { EngineSettings } from "../../protocol/engine.ts";
import type { Settings } from "./schema.ts";
import { resolveFolder } from "./settings.ts";

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
    cacheFolder: join(context.globalStorageUri.fsPath, "cache"),
  };
}
