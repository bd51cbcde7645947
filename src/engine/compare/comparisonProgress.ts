/** The events of many runs as those of one comparison. */
import type { CloudName, ComparisonEvent } from "../../protocol/comparison.ts";
import type { RunEvent, StepEvent } from "../../protocol/run.ts";
import { createStopwatch } from "../run/stopwatch.ts";

/** What hears a run's events. */
export type RunListener = (event: RunEvent) => void;

/** Made when the first run begins. Every run's first steps warn of the same things: each is told once. */
export class ComparisonProgress {
  readonly #seeds: number;
  readonly #emit: (event: ComparisonEvent) => void;
  readonly #stopwatch = createStopwatch();
  readonly #warned = new Set<string>();

  constructor(seeds: number, emit: (event: ComparisonEvent) => void) {
    this.#seeds = seeds;
    this.#emit = emit;
  }

  /** @param number which of the seeds, from 1 */
  listener(seed: number, number: number, cloud: CloudName): RunListener {
    const runsBefore = 2 * (number - 1) + (cloud === "unsteered" ? 1 : 0);
    return (event) => {
      if (event.kind === "step") {
        const done = (runsBefore + shareOf(event)) / (2 * this.#seeds);
        const secondsLeft = (this.#stopwatch.total() / done) * (1 - done);
        const { step, steps } = event;
        this.#emit({ kind: "progress", seed, number, seeds: this.#seeds, cloud, step, steps, done, secondsLeft });
      } else if (event.kind === "warning") this.#warn(event.message);
      else this.#emit(event);
    };
  }

  #warn(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.#emit({ kind: "warning", message });
  }
}

/** Of its run, with a pilot before it, in (0, 1]. */
function shareOf({ pass, step, steps }: StepEvent): number {
  return (pass.number - 1 + step / steps) / pass.count;
}
