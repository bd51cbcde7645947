/**
 * When a run that goes on with particle Gibbs has gone on for long enough. Pure: knows the iterations' figures and how much time has passed.
 *
 * What decides is kept apart from what is claimed. Log Z stays that of iteration 0, which no rule has seen. The best particle is the best of what there was,
 * whenever one stops. A mean over iterations would be too high where a high reward ends them, so it is told only where the width of its interval ended them,
 * which does not depend on where the interval lies (Chow & Robbins 1965).
 */
import { movesInTurn } from "./moves.ts";
import type { RandomStream } from "./random.ts";

/** What an iteration came to. */
export interface IterationFigures {
  readonly iteration: number;
  /** The highest reward of its particles. */
  readonly best: number;
  /** Σ W r: under a kernel that leaves π as it is, an estimate of E_π r without bias. Undefined where it was not recorded. */
  readonly mean: number | undefined;
}

/** Iterations that an improvement is waited for, at least: each of the moves has had its turn. */
const patience = movesInTurn;
/** Iterations from 1 on that an interval needs, at least: of fewer, a bootstrap's are far too narrow. */
const fewest = 8;
const resamples = 1000;
const inside = 0.9;

/**
 * Whether nothing better is to be expected soon: no new best for as many iterations as it took to come to the last one. Of iterations that were all alike, half
 * of the new bests would come within that time.
 *
 * @param first of this time: what was before is not waited for again
 */
export function isNoBetter(iterations: readonly IterationFigures[], first: number): boolean {
  let best: IterationFigures | undefined;
  for (const one of iterations) if (best === undefined || one.best > best.best) best = one;
  const last = iterations.at(-1);
  if (best === undefined || last === undefined) return false;
  const since = Math.max(best.iteration, first - 1);
  return last.iteration - since >= Math.max(patience, since - (first - 1));
}

/**
 * The mean over iterations from 1 on with its 90 % interval: a bootstrap of circular blocks (Politis & Romano 1992) of ∛n iterations, since one iteration resembles
 * the one before, widened by √(n / (n − 1)). Undefined of too few.
 */
export function meanOverIterations(
  iterations: readonly IterationFigures[],
  random: RandomStream,
): { readonly mean: number; readonly interval: readonly [number, number]; readonly iterations: number } | undefined {
  const means = iterations.flatMap(({ iteration, mean }) => (iteration === 0 || mean === undefined ? [] : [mean]));
  const count = means.length;
  if (count < fewest || means.some((mean) => !Number.isFinite(mean))) return undefined;
  const mean = means.reduce((sum, one) => sum + one, 0) / count;
  const block = Math.round(Math.cbrt(count));
  const widening = Math.sqrt(count / (count - 1));
  const found = new Float64Array(resamples);
  for (let b = 0; b < resamples; b += 1) {
    let sum = 0;
    for (let taken = 0; taken < count; taken += block) {
      const start = Math.floor(random.uniform() * count);
      for (let i = 0; i < Math.min(block, count - taken); i += 1) sum += means[(start + i) % count] as number;
    }
    found[b] = mean + widening * (sum / count - mean);
  }
  found.sort();
  const at = (share: number): number => found[Math.round(share * (resamples - 1))] as number;
  return { mean, interval: [at((1 - inside) / 2), at((1 + inside) / 2)], iterations: count };
}
