/** The passes of a run: how often it goes through the steps, and what for. Pure. */
import type { Pass } from "./run.ts";
import type { RunSpecification } from "./specification.ts";

export interface Passes {
  /** Unsteered, before the run, where rewards are standardised. */
  readonly pilot: Pass;
  readonly run: Pass;
  /** @param iteration of particle Gibbs, from 1; past those that were asked for nobody knows how many there will be */
  refinement(iteration: number): Pass;
}

export function passesOf({ standardise, refine }: Pick<RunSpecification, "standardise" | "refine">): Passes {
  const before = standardise > 0 ? 1 : 0;
  const count = before + 1 + (refine?.iterations ?? 0);
  return {
    pilot: { kind: "pilot", number: 1, count },
    run: { kind: "run", number: before + 1, count },
    refinement: (iteration) =>
      iteration > (refine?.iterations ?? 0)
        ? { kind: "refinement", number: iteration, count: undefined }
        : { kind: "refinement", number: before + 1 + iteration, count },
  };
}
