/** The session that the panel shows, where its text goes, and which it was before the window was reloaded. */
import type * as vscode from "vscode";
import type { RunView } from "../../protocol/panel.ts";
import type { InsertionPlace } from "../editor/insertionPlace.ts";
import { Listeners } from "./listeners.ts";
import type { Session } from "./session.ts";
import type { HeldSession, Sessions } from "./sessions.ts";

const shownKey = "shownRun";

/** What a page shows, the panel's or an editor's. */
export interface ShownSession {
  readonly session: Session | undefined;
  readonly view: RunView | undefined;
  /** Where the shown run was asked to write, if it was. */
  readonly place: InsertionPlace | undefined;
  /** The page is there. */
  restore(): Promise<void>;
}

export class PanelSession implements ShownSession, vscode.Disposable {
  readonly #listeners = new Listeners();
  readonly #sessions: Sessions;
  readonly #memento: vscode.Memento;
  #held: HeldSession | undefined;
  #listening: vscode.Disposable | undefined;
  #place: InsertionPlace | undefined;
  #holding: Disposable | undefined;

  constructor(sessions: Sessions, memento: vscode.Memento) {
    this.#sessions = sessions;
    this.#memento = memento;
  }

  get session(): Session | undefined {
    return this.#held?.session;
  }

  get view(): RunView | undefined {
    return this.#held?.session.view;
  }

  get place(): InsertionPlace | undefined {
    return this.#place?.document.isClosed === true ? undefined : this.#place;
  }

  /** Called back when the panel shows another run, or its run has gone on. */
  onDidChange(listener: () => void): vscode.Disposable {
    return this.#listeners.add(listener);
  }

  /** A run that has just been started. */
  begin(view: RunView, place?: InsertionPlace): void {
    this.#show(this.#sessions.begin(view), place);
  }

  /** A run of this window, or one from disk. Throws `run-file`. */
  async open(path: string): Promise<void> {
    this.#show(await this.#sessions.open(path));
  }

  /** What was shown before the window was reloaded; nothing, if its file is gone. */
  async restore(): Promise<void> {
    const path: unknown = this.#memento.get(shownKey);
    if (this.#held === undefined && typeof path === "string") await this.open(path).catch(() => {});
  }

  /** The person looks at the panel. */
  activate(): void {
    this.#held?.activate();
  }

  dispose(): void {
    this.#listeners.clear();
    this.#listening?.dispose();
    this.#held?.release();
    this.#holding?.[Symbol.dispose]();
  }

  #show(held: HeldSession, place?: InsertionPlace): void {
    const before = this.#held;
    this.#held = held;
    const holding = place?.hold();
    this.#holding?.[Symbol.dispose]();
    [this.#place, this.#holding] = [place, holding];
    this.#listening?.dispose();
    this.#listening = held.session.onDidChange(() => this.#listeners.call());
    held.activate();
    before?.release();
    this.#listeners.call();
    void this.#memento.update(shownKey, held.session.id);
  }
}
