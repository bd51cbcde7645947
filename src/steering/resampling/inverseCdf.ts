/** Reading sorted points off a cumulative distribution; what multinomial, stratified and systematic have in common. Pure. */

/**
 * Merges rising points in [0, 1) with the cumulative weights, in one pass: for each point the index whose share of the total holds it. An
 * index of zero weight is never taken: not at 0, where the cumulative sum must exceed the point, and not at the far end, where
 * rounding can leave the sum below it. The weights need not be normalised.
 */
export function inverseCdf(weights: Float64Array, points: Float64Array): Int32Array {
  const cumulative = new Float64Array(weights.length);
  let total = 0;
  let last = 0;
  for (let i = 0; i < weights.length; i += 1) {
    const weight = weights[i] as number;
    total += weight;
    cumulative[i] = total;
    if (weight > 0) last = i;
  }
  // Whatever rounding leaves beyond the sum is the last one's.
  cumulative[last] = Number.POSITIVE_INFINITY;
  const taken = new Int32Array(points.length);
  let index = 0;
  let n = 0;
  while (n < points.length) {
    // Either the index or the point moves on. Which one cannot be foreseen, so it is a number and not a branch.
    const isPassed = Number((cumulative[index] as number) <= (points[n] as number) * total);
    taken[n] = index;
    index += isPassed;
    n += 1 - isPassed;
  }
  return taken;
}
