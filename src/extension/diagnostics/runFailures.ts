/** Where rewards failed at run time, in Problems, until the file changes or goes: in an editor, by another program, in or outside the workspace. */
import * as vscode from "vscode";
import { watchFile } from "../watchFile.ts";

export class RunFailures implements vscode.Disposable {
  readonly #shown = vscode.languages.createDiagnosticCollection("fk-steering-runs");
  readonly #watchers = new Map<string, { readonly stamp: string; readonly watcher: vscode.Disposable }>();

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
    const look = async (): Promise<void> => {
      // An event may be of the save that went before the run.
      if ((await stampOf(uri)) !== this.#watchers.get(fsPath)?.stamp) this.clear(uri);
    };
    this.#watchers.set(fsPath, { stamp, watcher: watchFile(fsPath, () => void look()) });
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
