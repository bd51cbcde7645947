/** What cannot be compared, and why. Pure. */
import { SteeringError } from "../../errors.ts";
import { maxSeeds, type CompareRequest } from "../../protocol/comparison.ts";

/** Throws `specification-invalid`. */
export function refuseIncomparable({ specification, seeds }: CompareRequest): void {
  const { otherPrompts, refine, seed } = specification;
  const refuse = (field: string, sentence: string): SteeringError =>
    new SteeringError("specification-invalid", `The comparison cannot start: ${sentence}`, { details: { field } });
  if (!Number.isSafeInteger(seeds) || seeds < 1 || seeds > maxSeeds) {
    throw refuse("seeds", `seeds must be a whole number between 1 and ${maxSeeds}, and it is ${seeds}. Change it.`);
  }
  if (seed > Number.MAX_SAFE_INTEGER - (seeds - 1)) {
    throw refuse(
      "seed",
      `${seeds} seeds counted up from ${seed} leave the range of whole numbers. Use a smaller seed.`,
    );
  }
  if (otherPrompts.length > 0) {
    throw refuse(
      "otherPrompts",
      `it takes one prompt, and there are ${otherPrompts.length + 1}: rewards of different prompts have no common mean. Compare them one by one.`,
    );
  }
  if (refine?.particle !== undefined) {
    throw refuse("refine.particle", "every seed has other particles. Leave out which one is kept: the best is.");
  }
}
