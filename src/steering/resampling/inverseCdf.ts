/** Reading sorted uniforms off a cumulative distribution; what multinomial, stratified and systematic have in common. Pure. */

/**
 * Merges `count` rising uniforms in [0, 1) with the cumulative weights, in one pass. `uniformAt(n)` is called once for
 * each n in order. An index of zero weight is never taken: not at u = 0, where the cumulative sum must exceed u, and not
 * at the far end, where rounding can leave the sum below u. The weights need not be normalised.
 */
export function inverseCdf(
  weights: Float64Array,
  count: number,
  uniformAt: (n: number) => number,
  out: Int32Array,
): void {
  let total = 0;
  let last = 0;
  for (let i = 0; i < weights.length; i += 1) {
    const weight = weights[i] as number;
    total += weight;
    if (weight > 0) last = i;
  }
  let index = 0;
  let cumulative = weights[0] as number;
  for (let n = 0; n < count; n += 1) {
    const target = uniformAt(n) * total;
    while (cumulative <= target && index < last) {
      index += 1;
      cumulative += weights[index] as number;
    }
    out[n] = index;
  }
}
