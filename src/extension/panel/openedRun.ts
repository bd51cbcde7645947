/** A run file that an editor has open: its run, or why there is none, until there is one. Knows VS Code by its types alone. */
import type * as vscode from "vscode";
import { messageOf } from "../../errors.ts";
import { Listeners } from "../sessions/listeners.ts";
import type { HeldSession, Sessions } from "../sessions/sessions.ts";
import { coalesce } from "./coalesce.ts";

/** Milliseconds: whoever writes a file tells of every piece. */
const interval = 200;

export interface OpenedRunOptions {
  readonly sessions: Pick<Sessions, "open">;
  /** Calls back when the file has changed, is gone or is there again. */
  readonly watch: (path: string, changed: () => void) => vscode.Disposable;
}

export class OpenedRun implements vscode.CustomDocument {
  readonly uri: vscode.Uri;
  readonly #sessions: OpenedRunOptions["sessions"];
  readonly #listeners = new Listeners();
  readonly #looking = coalesce(() => this.#look(), interval);
  #run: HeldSession | string = "";
  #watching: vscode.Disposable | undefined;
  #isDisposed = false;

  static async of(uri: vscode.Uri, { sessions, watch }: OpenedRunOptions): Promise<OpenedRun> {
    const opened = new OpenedRun(uri, sessions);
    await opened.#look();
    if (typeof opened.#run === "string") opened.#watching = watch(uri.fsPath, () => opened.lookAgain());
    return opened;
  }

  private constructor(uri: vscode.Uri, sessions: OpenedRunOptions["sessions"]) {
    this.uri = uri;
    this.#sessions = sessions;
  }

  /** Or why the file cannot be shown as a run: VS Code would say of an error only that there was one. */
  get run(): HeldSession | string {
    return this.#run;
  }

  /** Called back when there is a run, or another reason why there is none. */
  onDidChange(listener: () => void): { dispose(): void } {
    return this.#listeners.add(listener);
  }

  /** Where there is no run, the file may be one by now. */
  lookAgain(): void {
    if (typeof this.#run === "string") this.#looking.call();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#listeners.clear();
    this.#looking[Symbol.dispose]();
    this.#watching?.dispose();
    if (typeof this.#run !== "string") this.#run.release();
  }

  async #look(): Promise<void> {
    if (typeof this.#run !== "string") return;
    const run = await this.#sessions.open(this.uri.fsPath).catch(messageOf);
    if (typeof run !== "string") {
      if (this.#isDisposed) return run.release();
      // From here on its session follows the file.
      this.#watching?.dispose();
    }
    if (run === this.#run) return;
    this.#run = run;
    this.#listeners.call();
  }
}
