/** How λ_j grows to λ over the scored steps. λ_m = λ always, so the target never changes. Pure. */
import { ess } from "./ess.ts";
import type { Tempering } from "./policy.ts";
import { normalise } from "./weights.ts";

/**
 * λ_j of a schedule that is fixed beforehand.
 * - constant: λ
 * - linear: λ j / m
 * - geometric: from `from` · λ at the first scored step to λ at the last, by equal factors
 *
 * @param index j, in 1 … count
 * @param count m, the number of scored steps
 */
export function fixedStrength(
  tempering: Exclude<Tempering, { kind: "adaptive" }>,
  strength: number,
  index: number,
  count: number,
): number {
  if (index === count || tempering.kind === "constant") return strength;
  if (tempering.kind === "linear") return (strength * index) / count;
  return strength * tempering.from ** ((count - index) / (count - 1));
}

/** More would split hairs: 2^-40 of the way is far below what the weights can tell. */
const bisections = 40;

/**
 * Adaptive λ_j: as far from `previous` (λ_{j−1}) towards `strength` (λ) as keeps the ESS after weighting at
 * `essFraction` · count. Already below that at λ_{j−1}, because the values moved: λ_{j−1} stays.
 *
 * @param logWeightsAt writes the count log weights that λ_j would give
 */
export function adaptiveStrength(
  previous: number,
  strength: number,
  essFraction: number,
  count: number,
  logWeightsAt: (strength: number, out: Float64Array) => void,
): number {
  const logWeights = new Float64Array(count);
  const wanted = essFraction * count;
  const keeps = (candidate: number): boolean => {
    logWeightsAt(candidate, logWeights);
    normalise(logWeights, logWeights);
    return ess(logWeights) >= wanted;
  };
  if (keeps(strength)) return strength;
  if (!keeps(previous)) return previous;
  let reached = previous;
  let tooFar = strength;
  for (let i = 0; i < bisections; i += 1) {
    const middle = reached + (tooFar - reached) / 2;
    if (keeps(middle)) reached = middle;
    else tooFar = middle;
  }
  return reached;
}
