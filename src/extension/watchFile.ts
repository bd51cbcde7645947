/** Hears when a file changes, goes or comes, wherever it lies. */
import { basename, dirname } from "node:path";
import * as vscode from "vscode";

export function watchFile(path: string, changed: () => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(vscode.Uri.file(dirname(path)), globOf(basename(path))),
  );
  watcher.onDidChange(changed);
  watcher.onDidCreate(changed);
  watcher.onDidDelete(changed);
  return watcher;
}

/** The name, and no pattern. */
function globOf(name: string): string {
  return name.replaceAll(/[[\]{}*?]/gu, (sign) => `[${sign}]`);
}
