/** Reading sorted points off a cumulative distribution; what multinomial, stratified and systematic have in common. Pure. */

/**
 * Merges rising points in [0, 1) with the cumulative weights, in one pass: for each point the index whose share of the total holds it. An
 * index of zero weight is never taken: not at 0, where the cumulative sum must exceed the point, and not at the far end, where
 * rounding can leave the sum below it. The weights need not be normalised.
 */
export function inverseCdf(weights: Float64Array, points: Float64Array): Int32Array {
  let total = 0;
  let last = 0;
  for (let i = 0; i < weights.length; i += 1) {
    const weight = weights[i] as number;
    total += weight;
    if (weight > 0) last = i;
  }
  const taken = new Int32Array(points.length);
  let index = 0;
  let cumulative = weights[0] as number;
  for (let n = 0; n < points.length; n += 1) {
    const target = (points[n] as number) * total;
    while (cumulative <= target && index < last) {
      index += 1;
      cumulative += weights[index] as number;
    }
    taken[n] = index;
  }
  return taken;
}
