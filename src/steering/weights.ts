/** Weights on the log scale. Pure. */

/** log Σ exp(x_i) over [start, end), without overflow; −∞ for none. NaN stays NaN. */
export function logSumExp(values: ArrayLike<number>, start = 0, end = values.length): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = start; i < end; i += 1) {
    const value = values[i] as number;
    if (value > highest || Number.isNaN(value)) highest = value;
  }
  if (!Number.isFinite(highest)) return highest;
  let sum = 0;
  for (let i = start; i < end; i += 1) sum += Math.exp((values[i] as number) - highest);
  return highest + Math.log(sum);
}

/** log of the mean of exp(x_i) over [start, end). */
export function logMeanExp(values: ArrayLike<number>, start = 0, end = values.length): number {
  return logSumExp(values, start, end) - Math.log(end - start);
}

/**
 * W_n = w_n / Σ w over [start, end), written to the same places of `out`. All zero where every log weight is −∞:
 * then there is nothing to choose from.
 */
export function normalise(logWeights: Float64Array, out: Float64Array, start = 0, end = logWeights.length): void {
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = start; i < end; i += 1) highest = Math.max(highest, logWeights[i] as number);
  if (highest === Number.NEGATIVE_INFINITY) {
    out.fill(0, start, end);
    return;
  }
  let sum = 0;
  for (let i = start; i < end; i += 1) {
    const weight = Math.exp((logWeights[i] as number) - highest);
    out[i] = weight;
    sum += weight;
  }
  for (let i = start; i < end; i += 1) out[i] = (out[i] as number) / sum;
}

/** True when all of [start, end) are the same number. */
export function allEqual(values: ArrayLike<number>, start = 0, end = values.length): boolean {
  for (let i = start + 1; i < end; i += 1) if (values[i] !== values[start]) return false;
  return true;
}
