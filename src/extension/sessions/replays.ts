/** Runs that are looked at, weighed anew when one of their rewards is saved: one replay a run at a time, the newest code's. Knows no VS Code. */
import { isAbort, messageOf } from "../../errors.ts";
import type { PanelState, RunView } from "../../protocol/panel.ts";
import type { ReplayReport } from "../../protocol/replay.ts";
import { Listeners } from "./listeners.ts";
import type { PlaceMemory } from "./shownPlaces.ts";

export interface ReplaysOptions {
  readonly replay: (runFile: string, signal: AbortSignal) => Promise<ReplayReport>;
  /** Which code the run's rewards hold now, where it is other than it scored with; undefined: the same, or it does not compile. */
  readonly changed: (run: RunView) => string | undefined;
  readonly memory: PlaceMemory;
}

interface Entry {
  readonly code: string;
  readonly abort: AbortController;
  isRunning: boolean;
  report?: ReplayReport;
  problem?: string;
}

const liveKey = "liveReplay";

export class Replays {
  readonly #options: ReplaysOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Listeners();

  constructor(options: ReplaysOptions) {
    this.#options = options;
  }

  get isLive(): boolean {
    return this.#options.memory.get(liveKey) !== false;
  }

  setLive(on: boolean): void {
    void this.#options.memory.update(liveKey, on);
    this.#listeners.call();
  }

  onDidChange(listener: () => void): { dispose(): void } {
    return this.#listeners.add(listener);
  }

  /** Undefined where the run's rewards are as they were. */
  of(run: RunView): PanelState["replay"] {
    const code = this.#options.changed(run);
    if (run.status !== "done" || code === undefined) return undefined;
    const entry = this.#entries.get(run.id);
    // Switched off, what was told of other code than there is now is told no more.
    const { isRunning = false, report, problem } = entry?.code === code || this.isLive ? (entry ?? {}) : {};
    return {
      ...{ live: this.isLive, isRunning },
      ...(report === undefined ? {} : { report }),
      ...(problem === undefined ? {} : { problem }),
    };
  }

  /** Something that may have changed: a reward, a run, the switch. */
  look(runs: readonly RunView[]): void {
    const ids = new Set(runs.map(({ id }) => id));
    for (const [id, { abort }] of this.#entries) {
      if (ids.has(id)) continue;
      abort.abort();
      this.#entries.delete(id);
    }
    if (this.isLive) for (const run of runs) if (run.status === "done") this.#lookAt(run);
  }

  dispose(): void {
    this.#listeners.clear();
    for (const { abort } of this.#entries.values()) abort.abort();
  }

  #lookAt(run: RunView): void {
    const code = this.#options.changed(run);
    const before = this.#entries.get(run.id);
    if (code === undefined || before?.code === code) return;
    before?.abort.abort();
    const { report } = before ?? {};
    // What was told of the code before stays until the new is there.
    const entry: Entry = { code, abort: new AbortController(), isRunning: true, ...(report && { report }) };
    this.#entries.set(run.id, entry);
    void this.#run(run.id, entry);
  }

  async #run(id: string, entry: Entry): Promise<void> {
    this.#listeners.call();
    try {
      entry.report = await this.#options.replay(id, entry.abort.signal);
    } catch (error) {
      if (isAbort(error)) return;
      delete entry.report;
      entry.problem = messageOf(error);
    }
    entry.isRunning = false;
    if (this.#entries.get(id) === entry) this.#listeners.call();
  }
}
