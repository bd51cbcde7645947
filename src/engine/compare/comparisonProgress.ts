/** The events of many runs as those of one comparison. */
import type { ComparedRun, ComparisonEvent } from "../../protocol/comparison.ts";
import type { RunEvent } from "../../protocol/run.ts";
import { createStopwatch } from "../run/stopwatch.ts";

/** What hears a run's events. */
export type RunListener = (event: RunEvent) => void;

/** Made when the first run begins. Every run's first steps warn of the same things: each is told once. */
export class ComparisonProgress {
  readonly #seeds: number;
  /** Pilots of all seeds together, before their other runs. */
  readonly #pilots: number;
  readonly #emit: (event: ComparisonEvent) => void;
  readonly #stopwatch = createStopwatch();
  readonly #warned = new Set<string>();

  constructor(seeds: number, hasPilots: boolean, emit: (event: ComparisonEvent) => void) {
    this.#seeds = seeds;
    this.#pilots = hasPilots ? seeds : 0;
    this.#emit = emit;
  }

  /** @param number which of the seeds, from 1 */
  listener(seed: number, number: number, cloud: ComparedRun): RunListener {
    const others = this.#pilots + 2 * (number - 1) + (cloud === "unsteered" ? 1 : 0);
    const runsBefore = cloud === "pilot" ? number - 1 : others;
    const runs = this.#pilots + 2 * this.#seeds;
    return (event) => {
      if (event.kind === "step") {
        const { number: pass, count = 1 } = event.pass;
        const done = (runsBefore + (pass - 1 + event.step / event.steps) / count) / runs;
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
