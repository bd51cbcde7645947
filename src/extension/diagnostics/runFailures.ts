/** Where rewards failed at run time, in Problems, until the file changes or goes: in an editor, by another program, in or outside the workspace. */
import { basename, dirname } from "node:path";
import * as vscode from "vscode";

export class RunFailures implements vscode.Disposable {
  readonly #shown = vscode.languages.createDiagnosticCollection("fk-steering-runs");
  readonly #watchers = new Map<string, { readonly stamp: string; readonly watcher: vscode.FileSystemWatcher }>();

  async add(uri: vscode.Uri, failure: vscode.Diagnostic): Promise<void> {
    const others = (this.#shown.get(uri) ?? []).filter(({ message }) => message !== failure.message);
    this.#shown.set(uri, [...others, failure]);
    await this.#watch(uri);
  }

  clear(uri: vscode.Uri): void {
    this.#shown.delete(uri);
    this.#watchers.get(uri.fsPath)?.watcher.dispose();
    this.#watchers.delete(uri.fsPath);
  }

  dispose(): void {
    for (const { watcher } of this.#watchers.values()) watcher.dispose();
    this.#shown.dispose();
  }

  async #watch(uri: vscode.Uri): Promise<void> {
    const { fsPath } = uri;
    const stamp = await stampOf(uri);
    this.#watchers.get(fsPath)?.watcher.dispose();
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(dirname(fsPath)), globOf(basename(fsPath))),
    );
    this.#watchers.set(fsPath, { stamp, watcher });
    const look = async (): Promise<void> => {
      // An event may be of the save that went before the run.
      if ((await stampOf(uri)) !== this.#watchers.get(fsPath)?.stamp) this.clear(uri);
    };
    watcher.onDidChange(look);
    watcher.onDidCreate(look);
    watcher.onDidDelete(look);
  }
}

/** Another after every change; empty where there is no such file. */
async function stampOf(uri: vscode.Uri): Promise<string> {
  try {
    const { mtime, size } = await vscode.workspace.fs.stat(uri);
    return `${mtime} ${size}`;
  } catch {
    return "";
  }
}

/** The name, and no pattern. */
function globOf(name: string): string {
  return name.replaceAll(/[[\]{}*?]/gu, (sign) => `[${sign}]`);
}
