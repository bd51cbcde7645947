/** The text editor that a person was last in, for a panel that takes the focus away from it. */
import * as vscode from "vscode";

export class LastEditor implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listeners: vscode.Disposable[];
  #editor: vscode.TextEditor | undefined;
  #column: vscode.ViewColumn | undefined;

  /** Whether there is one may have changed. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#remember(vscode.window.activeTextEditor);
    this.#listeners = [
      this.#changed,
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#remember(editor)),
      vscode.workspace.onDidCloseTextDocument(() => this.#changed.fire()),
    ];
  }

  /** As it is now; one whose tab is hidden is given by its last state. */
  get(): vscode.TextEditor | undefined {
    const editor = this.#editor;
    if (editor === undefined || editor.document.isClosed) return undefined;
    const visible = vscode.window.visibleTextEditors.filter(({ document }) => document === editor.document);
    return visible.find(({ viewColumn }) => viewColumn === editor.viewColumn) ?? visible[0] ?? editor;
  }

  /** Where it is, or was before its tab was hidden: a panel that has the focus must not be covered. */
  get column(): vscode.ViewColumn | undefined {
    return this.#column;
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
  }

  #remember(editor: vscode.TextEditor | undefined): void {
    if (editor === undefined || !isWritable(editor.document)) return;
    this.#editor = editor;
    this.#column = editor.viewColumn;
    this.#changed.fire();
  }
}

/** Not an output channel, a diff's old side, a comment. */
export function isWritable({ uri }: vscode.TextDocument): boolean {
  return (
    uri.scheme === "untitled" ||
    uri.scheme === "vscode-notebook-cell" ||
    vscode.workspace.fs.isWritableFileSystem(uri.scheme) === true
  );
}
