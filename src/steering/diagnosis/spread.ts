/** The spread of numbers that rounding may have touched. Pure. */

/** Mean and standard deviation (divided by n − 1); what is constant is only centred. */
export function scaleOf(values: readonly number[]): { readonly mean: number; readonly scale: number } {
  const { low, high } = rangeOf(values);
  const mean = low + values.reduce((sum, value) => sum + (value - low), 0) / values.length;
  if (isConstant(values)) return { mean, scale: 1 };
  // In units of the range: squares of large numbers overflow, and of small ones vanish.
  const squares = values.reduce((sum, value) => sum + ((value - mean) / (high - low)) ** 2, 0);
  return { mean, scale: (high - low) * Math.sqrt(squares / (values.length - 1)) };
}

/** Differences that rounding makes are none: dividing by them would make noise of them. */
export function isConstant(values: readonly number[]): boolean {
  const { low, high } = rangeOf(values);
  return high - low <= 1e-12 * Math.max(Math.abs(low), Math.abs(high));
}

function rangeOf(values: readonly number[]): { readonly low: number; readonly high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return { low, high };
}
