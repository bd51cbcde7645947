/** Whole paths of particles, traced back through every resampling. Pure. */
import type { Cloud, Scoring } from "./record.ts";

/** What a path has of a step's record. */
export interface PathStep<State> {
  readonly cloud: Pick<Cloud<State>, "states">;
  readonly scoring?:
    | {
        readonly ancestors: Scoring<unknown>["ancestors"];
        readonly groups: readonly Pick<Scoring<unknown>["groups"][number], "resampled">[];
      }
    | undefined;
}

/** States at step 0 … steps; undefined where one is not known. */
export type Path<State> = readonly (State | undefined)[];

/**
 * Keeps the states of every step of a run (references, one a particle) and who descends from whom.
 *
 *     const paths = new PathStore(process.initial(slots, random));
 *     for await (const record of steer(…)) paths.add(record);
 *     const path = paths.of(particle); // states at step 0 … steps
 */
export class PathStore<State> {
  /** States at each step, after the step's selection. */
  readonly #states: (readonly State[])[];
  /** ancestors[step], undefined where nothing was resampled. */
  readonly #ancestors: (Int32Array | undefined)[] = [undefined];

  /** @param initial states at step 0, as `process.initial` gives them for the run's slots and streams */
  constructor(initial: readonly State[]) {
    this.#states = [initial];
  }

  /** Takes the next step's record. */
  add({ cloud, scoring }: PathStep<State>): void {
    this.#states.push(cloud.states);
    this.#ancestors.push(scoring?.groups.some(({ resampled }) => resampled) === true ? scoring.ancestors : undefined);
  }

  /** The path that ends in particle n of the last record: one state for each step from 0 on. */
  of(particle: number): State[] {
    const path: State[] = [];
    let n = particle;
    for (let step = this.#states.length - 1; step >= 0; step -= 1) {
      path.push(this.#states[step]?.[n] as State);
      n = this.#ancestors[step]?.[n] ?? n;
    }
    return path.toReversed();
  }
}
