/** The mean reward over strengths, and where it cannot be believed. Pure: numbers in, numbers out. */
import { refusedStrength, reweighed, type WeightedRewards } from "../../src/steering/reweighing.ts";

export interface StrengthPoint {
  readonly strength: number;
  readonly meanReward: number;
  /** Too few particles have weight there, or none may have. */
  readonly isCollapsed: boolean;
}

/** A mean over fewer is one of a single particle's, more or less. */
const fewest = 2;
/** Of all particles. */
const leastShare = 0.1;
/** What is looked at of a run that was not steered. */
const usualStrength = 40;

/** From no strength to twice the run's own. */
export function strengthRange({ strength }: Pick<WeightedRewards, "strength">): {
  readonly low: number;
  readonly high: number;
} {
  if (strength === 0) return { low: 0, high: usualStrength };
  return strength > 0 ? { low: 0, high: 2 * strength } : { low: 2 * strength, high: 0 };
}

/** One of `places` + 1 strengths over the range, free of 0.34199999999999997: a run may be asked for with it. */
export function strengthAt(run: Pick<WeightedRewards, "strength">, place: number, places: number): number {
  const { low, high } = strengthRange(run);
  return Number((low + ((high - low) * place) / places).toPrecision(12));
}

/** At `places` + 1 strengths over the range. */
export function strengthCurve(run: WeightedRewards, places: number): StrengthPoint[] {
  const least = Math.max(fewest, leastShare * run.rewards.length);
  return Array.from({ length: places + 1 }, (_, place) => {
    const strength = strengthAt(run, place, places);
    if (refusedStrength(run, strength) !== undefined) return { strength, meanReward: Number.NaN, isCollapsed: true };
    const { meanReward, ess } = reweighed(run, strength);
    return { strength, meanReward, isCollapsed: ess < least };
  });
}

/** Stretches that can be believed and that cannot, as paths over the whole width. */
export function curvePath(
  curve: readonly StrengthPoint[],
  { width, height }: { readonly width: number; readonly height: number },
): { readonly path: string; readonly isCollapsed: boolean }[] {
  const means = curve.map(({ meanReward }) => meanReward).filter(Number.isFinite);
  const [low, high] = [Math.min(...means), Math.max(...means)];
  const x = (i: number): number => (width * i) / Math.max(1, curve.length - 1);
  const y = (mean: number): number => height - 3 - ((height - 6) * (mean - low)) / (high - low || 1);
  const stretches: { path: string; readonly isCollapsed: boolean }[] = [];
  let before: string | undefined;
  curve.forEach(({ meanReward, isCollapsed }, i) => {
    if (!Number.isFinite(meanReward)) {
      before = undefined;
      return;
    }
    const here = `${x(i).toFixed(1)} ${y(meanReward).toFixed(1)}`;
    const last = stretches.at(-1);
    if (last === undefined || before === undefined || last.isCollapsed !== isCollapsed)
      stretches.push({ path: `M${before ?? here}L${here}`, isCollapsed });
    else last.path += `L${here}`;
    before = here;
  });
  return stretches;
}
