/** The text editors that a person was last in, for a panel that takes the focus away from them. */
import * as vscode from "vscode";
import { isRewardFile } from "../rewards/rewardFiles.ts";

/** How many are remembered: whoever looks through many files of a reward came from one before. */
const most = 20;

export interface EditorPlace {
  readonly editor: vscode.TextEditor;
  /** Where it is, or was before its tab was hidden: a panel that has the focus must not be covered. */
  readonly column: vscode.ViewColumn | undefined;
}

export class LastEditor implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listeners: vscode.Disposable[];
  /** The latest first, one a document. */
  #places: readonly EditorPlace[] = [];

  /** Whether there is one may have changed. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#remember(vscode.window.activeTextEditor);
    this.#listeners = [
      this.#changed,
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#remember(editor)),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.#places = this.#places.filter(({ editor }) => editor.document !== document);
        this.#changed.fire();
      }),
    ];
  }

  /** As it is now; one whose tab is hidden is given by its last state. `isRefused`: paths of files that take no text. */
  get(isRefused: (path: string) => boolean = () => false): EditorPlace | undefined {
    const place = this.#places.find(
      ({ editor: { document } }) => !document.isClosed && !isRefused(document.uri.fsPath),
    );
    if (place === undefined) return undefined;
    const { editor: last, column } = place;
    const visible = vscode.window.visibleTextEditors.filter(({ document }) => document === last.document);
    const editor = visible.find(({ viewColumn }) => viewColumn === column) ?? visible[0] ?? last;
    return { editor, column };
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
  }

  /** A reward file takes no text: it is what scores it. */
  #remember(editor: vscode.TextEditor | undefined): void {
    if (editor === undefined || !isWritable(editor.document) || isRewardFile(editor.document.uri)) return;
    const others = this.#places.filter((place) => place.editor.document !== editor.document);
    this.#places = [{ editor, column: editor.viewColumn }, ...others].slice(0, most);
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
