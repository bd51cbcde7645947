/** Which run the panel shows, and where its text goes. */
import * as vscode from "vscode";
import type { RunView } from "../../protocol/panel.ts";
import type { InsertionPlace } from "../editor/insertionPlace.ts";

const shownKey = "shownRun";

export class ShownRun implements vscode.Disposable {
  readonly #memento: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  #id: string | undefined;
  #view: RunView | undefined;
  #place: InsertionPlace | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  get view(): RunView | undefined {
    return this.#view;
  }

  /** Where the shown run was asked to write, if it was. */
  get place(): InsertionPlace | undefined {
    return this.#place?.document.isClosed === true ? undefined : this.#place;
  }

  /** A run of this session: `update` brings its views. */
  showRun(id: string, place?: InsertionPlace): void {
    this.#id = id;
    if (this.#place !== place) this.#place?.dispose();
    this.#place = place;
    void this.#memento.update(shownKey, id);
  }

  update(view: RunView): void {
    if (view.id !== this.#id) return;
    this.#view = view;
    this.#changed.fire();
  }

  /** A run that is over, from its file. Throws `run-file`. */
  async open(path: string): Promise<void> {
    const [{ openRunDocument }, { viewOfDocument }] = await Promise.all([
      import("../../runfile/document.ts"),
      import("./finishedRun.ts"),
    ]);
    await using document = await openRunDocument(path);
    const view = await viewOfDocument(document);
    this.showRun(path);
    this.update(view);
  }

  /** What was shown before the window was reloaded; nothing, if its file is gone. */
  async restore(): Promise<void> {
    const path: unknown = this.#memento.get(shownKey);
    if (this.#id === undefined && typeof path === "string") await this.open(path).catch(() => {});
  }

  dispose(): void {
    this.#changed.dispose();
    this.#place?.dispose();
  }
}
