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

/** Strengths that are looked at between λ and 0. The ESS is not unimodal in λ_j: a bisection alone could miss where it is kept. */
const scanned = 64;
/** More would split hairs: 2^-40 of the way between two scanned strengths is far below what the weights can tell. */
const bisections = 40;

/**
 * Adaptive λ_j: the first strength from λ down to 0 that keeps the ESS after weighting at `essFraction` · count; where none does, the one
 * of highest ESS. It may be less than λ_{j−1}: any λ_j is exact, since what was paid before is taken back at the end.
 *
 * @param strength λ, of either sign
 * @param logWeightsAt writes the count log weights that λ_j would give
 */
export function adaptiveStrength(
  strength: number,
  essFraction: number,
  count: number,
  logWeightsAt: (strength: number, out: Float64Array) => void,
): number {
  const logWeights = new Float64Array(count);
  const wanted = essFraction * count;
  const essAt = (candidate: number): number => {
    logWeightsAt(candidate, logWeights);
    normalise(logWeights, logWeights);
    return ess(logWeights);
  };
  let best = { strength, ess: 0 };
  let tooFar = strength;
  for (let i = 0; i <= scanned; i += 1) {
    const candidate = strength * (1 - i / scanned);
    const found = essAt(candidate);
    if (found >= wanted) return i === 0 ? strength : furthest(candidate, tooFar, (middle) => essAt(middle) >= wanted);
    if (found > best.ess) best = { strength: candidate, ess: found };
    tooFar = candidate;
  }
  return best.strength;
}

/** The edge between what keeps and what does not. */
function furthest(keeping: number, tooFar: number, keeps: (strength: number) => boolean): number {
  let [reached, beyond] = [keeping, tooFar];
  for (let i = 0; i < bisections; i += 1) {
    const middle = reached + (beyond - reached) / 2;
    if (keeps(middle)) reached = middle;
    else beyond = middle;
  }
  return reached;
}
