/** Linear least squares of a few features, pair after pair. Pure. */

export interface LeastSquares {
  add(features: ArrayLike<number>, targets: ArrayLike<number>): void;
  /** [features][targets]: the weights by which features come nearest to targets. */
  solve(): number[][];
}

/** The part of each feature's mean square that is added to it (Hoerl & Kennard 1970): features that say the same share their weight. */
const ridge = 1e-6;

export function leastSquares(features: number, targets: number): LeastSquares {
  const width = features + targets;
  /** The normal equations, row by row: Σ f fᵀ and beside it Σ f tᵀ. */
  const sums = new Float64Array(features * width);
  return {
    add(given, wanted) {
      for (let row = 0; row < features; row += 1) {
        const factor = given[row]!;
        for (let column = 0; column < features; column += 1) sums[row * width + column]! += factor * given[column]!;
        for (let target = 0; target < targets; target += 1) {
          sums[row * width + features + target]! += factor * wanted[target]!;
        }
      }
    },
    solve() {
      const rows = Array.from({ length: features }, (_, row) => {
        const copy = Array.from(sums.subarray(row * width, (row + 1) * width));
        copy[row]! += ridge * copy[row]!;
        return copy;
      });
      // Gauss–Jordan: what is to be inverted is symmetric and positive, so that no row has to change its place.
      rows.forEach((pivot, column) => {
        const scale = pivot[column]!;
        // A feature that was never there has no weight.
        if (scale === 0) return;
        for (let i = 0; i < width; i += 1) pivot[i]! /= scale;
        for (const row of rows) {
          if (row === pivot) continue;
          const factor = row[column]!;
          for (let i = 0; i < width; i += 1) row[i]! -= factor * pivot[i]!;
        }
      });
      return rows.map((row) => row.slice(features));
    },
  };
}
