/** The runs that wait, and those that failed, kept over a reload of the window: they wait then until a person lets them go on. */
import type * as vscode from "vscode";
import type { Run, RunController } from "../runs/runController.ts";
import { parseAsked, type AskedRun } from "./askedRun.ts";

const queueKey = "queue";

const reloaded = "The window was reloaded: start the queue when its runs may go on.";

export class QueueMemory {
  readonly #memento: vscode.Memento;
  #kept = "[]";

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

  keep(runs: RunController): void {
    const waiting = runs.queue.waiting.flatMap((id) => runs.asked(id) ?? []);
    const text = JSON.stringify(waiting);
    if (text === this.#kept) return;
    this.#kept = text;
    void this.#memento.update(queueKey, waiting);
  }
}
