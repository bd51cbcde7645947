/** Hears when a file changes, goes or comes, wherever it lies. */
import * as fs from "node:fs";
import { basename, dirname } from "node:path";
import * as vscode from "vscode";

/** Milliseconds. */
const interval = 3000;

/** By VS Code's events, which come at once, and by looking: a folder above that is moved, a network drive and a system without watches left tell nothing. */
export function watchFile(path: string, changed: () => void): vscode.Disposable {
  // Of its own: Node forgets a listener by its identity.
  const looked = (): void => changed();
  fs.watchFile(path, { interval, persistent: false }, looked);
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(vscode.Uri.file(dirname(path)), globOf(basename(path))),
  );
  watcher.onDidChange(changed);
  watcher.onDidCreate(changed);
  watcher.onDidDelete(changed);
  return {
    dispose() {
      fs.unwatchFile(path, looked);
      watcher.dispose();
    },
  };
}

/** The name, and no pattern. */
function globOf(name: string): string {
  return name.replaceAll(/[[\]{}*?]/gu, (sign) => `[${sign}]`);
}
