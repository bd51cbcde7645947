/** SSP resampling (Srinivasan sampling process). Pure. */
import type { RandomStream } from "../random.ts";
import { ancestorsOf } from "./offspring.ts";

/** Uniforms at a time: whole blocks of the stream, and few enough to stay at hand. */
const drawnTogether = 1024;

/**
 * What is nearer to a whole number than this is meant to be one: far above the rounding of normalised weights, and near the grain of the
 * uniforms. Without it one rounding would turn a pair's choice round, or take a uniform more from the stream.
 */
const rounding = 2 ** -30;

/**
 * Numbers of offspring whose fractional parts are rounded in pairs, one of each pair ending whole, with the pair's sum and
 * each expectation kept (Gerber, Chopin & Whiteley 2019, "Negative association, ordering and convergence of resampling methods",
 * algorithm 1). Offspring is ⌊N W_n⌋ or ⌊N W_n⌋ + 1.
 */
export function ssp(weights: Float64Array, count: number, random: RandomStream): Int32Array {
  const offspring = new Int32Array(weights.length);
  let total = 0;
  /** The one whose fraction is still open, and that fraction. */
  let open = -1;
  let openFraction = 0;
  let lastPositive = 0;
  const uniforms = new Float64Array(Math.min(drawnTogether, weights.length));
  let used = uniforms.length;
  for (let i = 0; i < weights.length; i += 1) {
    const expected = (weights[i] as number) * count;
    const nearest = Math.round(expected);
    const whole = Math.abs(expected - nearest) < rounding ? nearest : Math.floor(expected);
    offspring[i] = whole;
    total += whole;
    if (expected > 0) lastPositive = i;
    const fraction = expected - whole;
    if (fraction < rounding) continue;
    if (open < 0) {
      open = i;
      openFraction = fraction;
      continue;
    }
    // Move mass between `open` and i until one of them is whole; each way with the probability that keeps the means.
    const sum = openFraction + fraction;
    if (used === uniforms.length) {
      random.fillUniform32(uniforms);
      used = 0;
    }
    const uniform = uniforms[used] as number;
    used += 1;
    if (sum < 1 - rounding) {
      // One falls to 0, the other holds the sum. P(i holds it) = fraction / sum
      if (uniform * sum < fraction) open = i;
      openFraction = sum;
    } else {
      // One rises to 1, the other keeps sum − 1. P(i rises) = (1 − openFraction) / (2 − sum)
      const [risen, left] = uniform * (2 - sum) < 1 - openFraction ? [i, open] : [open, i];
      offspring[risen] = (offspring[risen] as number) + 1;
      total += 1;
      openFraction = sum - 1;
      open = openFraction < rounding ? -1 : left;
    }
  }
  // The fractions sum to a whole number, up to rounding: what is open at the end is 0 or 1 in truth.
  if (total < count) {
    const receiver = open < 0 ? lastPositive : open;
    offspring[receiver] = (offspring[receiver] as number) + (count - total);
  }
  return ancestorsOf(offspring, count);
}
