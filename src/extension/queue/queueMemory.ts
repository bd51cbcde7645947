/**
 * The runs that wait, with the one under way before them, and those that failed, kept over a reload of the window: what waits does so then until a person lets it
 * go on, and what failed can be asked for again.
 */
import type * as vscode from "vscode";
import type { Run, RunController } from "../runs/runController.ts";
import { parseAsked, type AskedRun } from "./askedRun.ts";
import { keptFailure, parseFailures } from "./failedRuns.ts";
import { failedKey, queueKey } from "./keptQueue.ts";

const reloaded = "The window was reloaded: start the queue when its runs may go on.";

export class QueueMemory {
  readonly #memento: vscode.Memento;
  readonly #lost: (reasons: readonly unknown[]) => void;
  /** By key. */
  readonly #kept = new Map<string, string>();
  /** What the queue held when it was kept last: a run tells of every step, which changes nothing here. */
  #seen: readonly unknown[] = [];
  /** The queue is not whole yet, or what becomes of it is no news. */
  #isIdle = false;
  #isClosed = false;

  /** @param lost hears why runs that were kept are in the queue no longer */
  constructor(memento: vscode.Memento, lost: (reasons: readonly unknown[]) => void) {
    this.#memento = memento;
    this.#lost = lost;
  }

  /**
   * Puts what was kept into the queue, which is held.
   *
   * @param again asks for a run as it was asked for before, and has it wait
   */
  async restore(runs: RunController, again: (asked: AskedRun) => Promise<Run>): Promise<void> {
    const [waited, failed] = [queueKey, failedKey].map((key) => {
      const kept: unknown = this.#memento.get(key);
      this.#kept.set(key, JSON.stringify(kept ?? []));
      return kept;
    });
    this.#isIdle = true;
    for (const one of parseFailures(failed)) runs.failed.add(one);
    const reasons: unknown[] = [];
    for (const asked of parseAsked(waited)) {
      await again(asked).catch((error: unknown) => reasons.push(error));
      runs.queue.hold(reloaded);
    }
    if (reasons.length > 0) this.#lost(reasons);
    this.#isIdle = this.#isClosed;
    this.keep(runs);
  }

  /** The window closes: the queue is held, and what becomes of its runs now, when the engine ends, is no news of them. */
  close(runs: RunController): void {
    this.#isClosed = this.#isIdle = true;
    runs.queue.hold(reloaded);
  }

  keep(runs: RunController): void {
    if (this.#isIdle) return;
    const { current, waiting: ids } = runs.queue;
    const seen = [current, current && runs.view(current)?.status, ...ids, undefined, ...runs.failed.all];
    if (seen.length === this.#seen.length && seen.every((one, index) => one === this.#seen[index])) return;
    this.#seen = seen;
    const waiting = ids.flatMap((id) => runs.asked(id) ?? []);
    this.#update(queueKey, waiting.length === 0 ? [] : [...underWay(runs), ...waiting]);
    this.#update(failedKey, runs.failed.all.map(keptFailure));
  }

  #update(key: string, all: readonly object[]): void {
    const text = JSON.stringify(all);
    if (text === (this.#kept.get(key) ?? "[]")) return;
    this.#kept.set(key, text);
    void this.#memento.update(key, all);
  }
}

/** It goes on in its file, where it has one yet. A run that nothing waits behind is found in the list of runs. */
function underWay(runs: RunController): readonly AskedRun[] {
  const { current } = runs.queue;
  if (current === undefined) return [];
  const asked = runs.asked(current);
  // One that goes on from its end is at its end in the file.
  const isBegun = runs.view(current)?.status === "running" && asked?.kind !== "goOn";
  if (isBegun) return [{ kind: "resume", runFile: current }];
  return asked === undefined ? [] : [asked];
}
