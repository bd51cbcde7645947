/** Where in which document something will be inserted, followed while the document changes and somebody needs it: its maker, or whoever holds it. */
import * as vscode from "vscode";
import { SteeringError } from "../../errors.ts";
import { fitInsertion } from "./cursorContext.ts";
import { Holders } from "./holders.ts";
import { type OffsetRange, movedBy, wholeWords } from "./trackedRange.ts";

export class InsertionPlace implements Disposable {
  readonly #document: vscode.TextDocument;
  readonly #column: vscode.ViewColumn | undefined;
  readonly #holders: Holders;
  readonly #own: Disposable;
  #range: OffsetRange;
  /** A cursor, not a selection. */
  readonly wasEmpty: boolean;

  /** The cursor, or the selection with the words that it cuts. `column`: where the document is shown again if its tab is hidden. */
  constructor(editor: vscode.TextEditor, column = editor.viewColumn) {
    const { document, selection } = editor;
    this.#document = document;
    this.#column = column;
    this.wasEmpty = selection.isEmpty;
    const selected = { start: document.offsetAt(selection.start), end: document.offsetAt(selection.end) };
    this.#range = selection.isEmpty ? selected : wholeWords(document.getText(), selected);
    const listener = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document !== document) return;
      // VS Code gives a batch from the last change to the first, in offsets of the text before it.
      for (const { rangeOffset, rangeLength, text } of event.contentChanges) {
        this.#range = movedBy(this.#range, { offset: rangeOffset, length: rangeLength, inserted: text.length });
      }
    });
    this.#holders = new Holders(() => listener.dispose());
    this.#own = this.#holders.hold();
  }

  get document(): vscode.TextDocument {
    return this.#document;
  }

  /** The text before and after the place. */
  surroundings(): { readonly before: string; readonly after: string } {
    const text = this.#document.getText();
    return { before: text.slice(0, this.#range.start), after: text.slice(this.#range.end) };
  }

  /** Replaces the place by the text, as one undoable edit, and shows it. Throws `internal` when the document is gone. */
  async insert(text: string): Promise<void> {
    const document = this.#document;
    if (document.isClosed) {
      throw new SteeringError("internal", "The text cannot be inserted: its document was closed. Copy it instead.");
    }
    const editor = await vscode.window.showTextDocument(document, {
      ...(this.#column === undefined ? {} : { viewColumn: this.#column }),
    });
    const range = new vscode.Range(document.positionAt(this.#range.start), document.positionAt(this.#range.end));
    const fitted = fitInsertion(
      document.getText(new vscode.Range(range.start.with({ character: 0 }), range.start)),
      text,
    );
    const start = this.#range.start;
    const done = await editor.edit((edit) => edit.replace(range, fitted), {
      undoStopBefore: true,
      undoStopAfter: true,
    });
    if (!done) {
      throw new SteeringError(
        "internal",
        "The text cannot be inserted: the document is read-only or changed meanwhile. Try again or copy it.",
      );
    }
    // Line endings may have been converted: the end is where the place is now.
    this.#range = { start, end: Math.max(start, this.#range.end) };
    const [from, to] = [document.positionAt(start), document.positionAt(this.#range.end)];
    editor.selection = new vscode.Selection(to, to);
    editor.revealRange(new vscode.Range(from, to));
    flash(editor, new vscode.Range(from, to));
  }

  /** Somebody else needs it, too, until what this gives is disposed. */
  hold(): Disposable {
    return this.#holders.hold();
  }

  /** Its maker needs it no more. */
  [Symbol.dispose](): void {
    this.#own[Symbol.dispose]();
  }
}

/** Shows for a moment what is new, without selecting it: the next key must not replace it. */
function flash(editor: vscode.TextEditor, range: vscode.Range): void {
  const highlight = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor("editor.findMatchHighlightBackground"),
    borderColor: new vscode.ThemeColor("editor.findMatchHighlightBorder"),
  });
  editor.setDecorations(highlight, [range]);
  setTimeout(() => highlight.dispose(), 1500);
}
