/** The editor whose text is scored when a person asks for it from within a reward file: the last one that holds no reward. */
import * as vscode from "vscode";
import { isRewardFile } from "../rewards/rewardFiles.ts";

export class ScoredEditor implements vscode.Disposable {
  readonly #listener: vscode.Disposable;
  #editor: vscode.TextEditor | undefined;

  constructor() {
    this.#remember(vscode.window.activeTextEditor);
    this.#listener = vscode.window.onDidChangeActiveTextEditor((editor) => this.#remember(editor));
  }

  /** With the selection as it is now, or was when its tab was hidden; a reward file where there is no other. */
  get(): vscode.TextEditor | undefined {
    const editor = this.#editor;
    if (editor === undefined || editor.document.isClosed) {
      return vscode.window.visibleTextEditors.find(isOther) ?? vscode.window.activeTextEditor;
    }
    return vscode.window.visibleTextEditors.find(({ document }) => document === editor.document) ?? editor;
  }

  dispose(): void {
    this.#listener.dispose();
  }

  #remember(editor: vscode.TextEditor | undefined): void {
    if (editor !== undefined && isOther(editor)) this.#editor = editor;
  }
}

function isOther({ document }: vscode.TextEditor): boolean {
  return document.uri.scheme !== "output" && !isRewardFile(document.uri);
}
