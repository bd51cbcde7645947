/** Effective sample size. Pure. */

/**
 * (Σ w)² / Σ w² of the weights in [start, end): between 1 (one particle has it all) and their number (all equal).
 * 0 where every weight is zero. The weights need not be normalised.
 */
export function ess(weights: Float64Array, start = 0, end = weights.length): number {
  let sum = 0;
  let squares = 0;
  for (let i = start; i < end; i += 1) {
    const weight = weights[i] as number;
    sum += weight;
    squares += weight * weight;
  }
  if (squares === 0) return 0;
  // Rounding must not push it out of its range.
  return Math.min(end - start, Math.max(1, (sum * sum) / squares));
}
