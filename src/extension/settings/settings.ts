/** The person's settings, as VS Code has them now. */
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import * as vscode from "vscode";
import { parseSettings, type Settings } from "./schema.ts";

export const settingsSection = "fkSteering";

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
export function resolveFolder(written: string): string {
  if (written === "~" || written.startsWith("~/") || written.startsWith("~\\"))
    return join(homedir(), written.slice(1));
  if (isAbsolute(written)) return written;
  const base = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === "file");
  return base === undefined ? join(homedir(), written) : join(base.uri.fsPath, written);
}
