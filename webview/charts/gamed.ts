/** Where more strength is paid for by what judges the reward and steered nothing, as far as one run's particles tell. Pure. */
import { isConstant } from "../../src/steering/diagnosis/spread.ts";
import { reweighed, weightedMean, type WeightedRewards } from "../../src/steering/reweighing.ts";
import type { StrengthPoint } from "./strengthCurve.ts";

export interface Held {
  /** What the judge gave each particle. */
  readonly scores: readonly number[];
  /** −1: it looks for what the run was steered away from. */
  readonly sense: 1 | -1;
}

/**
 * The least strength that the particles carry, on the side of the one that is looked at, where the judge found more than it does there; undefined where
 * what judges goes along with the reward, or where nothing can be told.
 */
export function gamedFrom(
  run: WeightedRewards,
  curve: readonly StrengthPoint[],
  strength: number,
  { scores, sense }: Held,
): number | undefined {
  const side = Math.sign(strength);
  const carried = curve.filter((point) => !point.isCollapsed && Math.sign(point.strength) !== -side);
  const least = carried.toSorted((a, b) => Math.abs(a.strength) - Math.abs(b.strength))[0]?.strength;
  if (least === undefined || Math.abs(least) >= Math.abs(strength) || !scores.every(Number.isFinite)) return undefined;
  // What rounding makes of one that finds all alike is no loss.
  if (isConstant(scores)) return undefined;
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const spread = Math.sqrt(scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / scores.length);
  const at = (place: number): number => weightedMean(reweighed(run, place).weights, scores);
  // A negative strength wants less of the reward, and of what its judge looks for.
  const gained = (at(strength) - at(least)) * sense * side;
  // What few particles have by chance: the standard error of a mean over as many as count.
  return gained < -spread / Math.sqrt(reweighed(run, least).ess) ? least : undefined;
}
