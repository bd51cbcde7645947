/**
 * Islands: populations that never exchange particles, each with weights, resampling and Ẑ_m of its own. E_π f is estimated by
 * Σ_m Ẑ_m Σ_n W_mn f(x_mn) / Σ_m Ẑ_m: an island counts by its Ẑ_m, and not like any other (Vergé, Dubarry, Del Moral & Moulines 2015, "On
 * parallel implementation of sequential Monte Carlo methods: the island particle model"). Pure.
 */
import { drawByWeight } from "./output.ts";
import type { RandomStream } from "./random.ts";
import { logMeanExp, normalise } from "./weights.ts";

/** The groups of a run prompt by prompt: each prompt has so many islands, one after the other. */
export function byPrompt<Group>(groups: readonly Group[], islands: number): Group[][] {
  return Array.from({ length: Math.ceil(groups.length / islands) }, (_, p) =>
    groups.slice(p * islands, (p + 1) * islands),
  );
}

/** The particles of a prompt's islands as those of one population. */
export function asOne(islands: readonly { readonly start: number; readonly count: number }[]): {
  readonly start: number;
  readonly count: number;
} {
  return { start: islands[0]!.start, count: islands.reduce((sum, { count }) => sum + count, 0) };
}

export interface Archipelago {
  /** Ẑ_m / Σ Ẑ: what each island's normalised weights are multiplied by. All 0 where no island has a feasible particle. */
  readonly shares: Float64Array;
  /** log of the mean of the Ẑ_m, which is unbiased for Z as each of them is. */
  readonly logZ: number;
}

/** @param logZs of one prompt's islands */
export function archipelago(logZs: readonly number[]): Archipelago {
  const shares = new Float64Array(logZs.length);
  normalise(Float64Array.from(logZs), shares);
  return { shares, logZ: logMeanExp(logZs) };
}

/** The island that a draw from all of them comes from, each as likely as its share. Undefined where none has a feasible particle. */
export function drawIsland({ shares }: Archipelago, random: RandomStream): number | undefined {
  return shares.some((share) => share > 0) ? drawByWeight(shares, random) : undefined;
}
