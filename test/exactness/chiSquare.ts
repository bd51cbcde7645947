/** Counts against probabilities. */

/**
 * Pearson's statistic as a z-score, by the cube-root transform of Wilson and Hilferty (1931). Cells that expect fewer than 5 are put
 * together.
 */
export function chiSquareZ(counts: readonly number[], probabilities: readonly number[]): number {
  const total = counts.reduce((a, b) => a + b, 0);
  let statistic = 0;
  let cells = 0;
  let [restCount, restExpected] = [0, 0];
  const add = (count: number, expected: number): void => {
    statistic += (count - expected) ** 2 / expected;
    cells += 1;
  };
  counts.forEach((count, i) => {
    const expected = total * probabilities[i]!;
    if (expected >= 5) return add(count, expected);
    restCount += count;
    restExpected += expected;
    return undefined;
  });
  if (restExpected > 0) add(restCount, restExpected);
  else if (restCount > 0) return Infinity;
  const degrees = cells - 1;
  const spread = 2 / (9 * degrees);
  return (Math.cbrt(statistic / degrees) - (1 - spread)) / Math.sqrt(spread);
}
