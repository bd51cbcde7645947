/** The events of a sweep's runs as those of the sweep: how far it is, and what is left, by the particles that still have to go their steps. */
import type { RunEvent } from "../../protocol/run.ts";
import type { SweepCell, SweepEvent } from "../../protocol/sweep.ts";
import { createStopwatch } from "../run/stopwatch.ts";

export class SweepProgress {
  readonly #cells: readonly SweepCell[];
  readonly #emit: (event: SweepEvent) => void;
  readonly #forwardPasses: () => number;
  readonly #stopwatch = createStopwatch();
  readonly #told = new Set<string>();
  /** Particles of the cells that have ended, of those before this time, and of all. */
  #done = 0;
  #before = 0;
  #ended = 0;
  readonly #all: number;

  /** @param forwardPasses since this time began */
  constructor(cells: readonly SweepCell[], emit: (event: SweepEvent) => void, forwardPasses: () => number) {
    this.#cells = cells;
    this.#emit = emit;
    this.#forwardPasses = forwardPasses;
    this.#all = cells.reduce((sum, { particles }) => sum + particles, 0);
  }

  /** The cell is on record: from before, or now. */
  ended({ particles }: SweepCell, isFromBefore: boolean): void {
    this.#ended += 1;
    this.#done += particles;
    if (isFromBefore) this.#before += particles;
  }

  /** What hears the events of a cell's run. Warnings that every cell gives are told once. */
  listener(cell: SweepCell): (event: RunEvent) => void {
    return (event) => {
      if (event.kind === "step") this.#step(cell, event.step, event.steps);
      // Model and rewards are opened once, for all of them.
      else if (event.kind === "started") return;
      else if (event.kind !== "warning") this.#emit(event);
      else if (!this.#told.has(event.message)) {
        this.#told.add(event.message);
        this.#emit(event);
      }
    };
  }

  #step(cell: SweepCell, step: number, steps: number): void {
    const now = this.#done + (cell.particles * step) / steps;
    const secondsLeft = (this.#stopwatch.total() / (now - this.#before)) * (this.#all - now);
    this.#emit({
      ...{ kind: "progress", cell, ended: this.#ended, cells: this.#cells.length, step, steps, secondsLeft },
      done: now / this.#all,
      forwardPasses: this.#forwardPasses(),
    });
  }
}
