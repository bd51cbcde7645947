/** The runs that wait, with the one under way before them, kept over a reload of the window: they wait then until a person lets them go on. */
import type * as vscode from "vscode";
import type { Run, RunController } from "../runs/runController.ts";
import { parseAsked, type AskedRun } from "./askedRun.ts";

const queueKey = "queue";

const reloaded = "The window was reloaded: start the queue when its runs may go on.";

export class QueueMemory {
  readonly #memento: vscode.Memento;
  #kept = "[]";
  #isClosed = false;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  /**
   * Puts what was kept into the queue, which is held.
   *
   * @param again asks for a run as it was asked for before, and has it wait
   */
  async restore(runs: RunController, again: (asked: AskedRun) => Promise<Run>): Promise<void> {
    for (const asked of parseAsked(this.#memento.get(queueKey))) {
      // One whose file is gone is no longer to be gone on with.
      await again(asked).catch(() => {});
      runs.queue.hold(reloaded);
    }
    this.keep(runs);
  }

  /** The window closes: the queue is held, and what becomes of its runs now, when the engine ends, is no news of them. */
  close(runs: RunController): void {
    this.#isClosed = true;
    runs.queue.hold(reloaded);
  }

  keep(runs: RunController): void {
    if (this.#isClosed) return;
    const waiting = runs.queue.waiting.flatMap((id) => runs.asked(id) ?? []);
    const all = waiting.length === 0 ? [] : [...underWay(runs), ...waiting];
    const text = JSON.stringify(all);
    if (text === this.#kept) return;
    this.#kept = text;
    void this.#memento.update(queueKey, all);
  }
}

/** It goes on in its file, where it has one yet. A run that nothing waits behind is found in the list of runs. */
function underWay(runs: RunController): readonly AskedRun[] {
  const { current } = runs.queue;
  if (current === undefined) return [];
  if (runs.view(current)?.status === "running") return [{ kind: "resume", runFile: current }];
  const asked = runs.asked(current);
  return asked === undefined ? [] : [asked];
}
