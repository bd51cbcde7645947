/** Spearman's rank correlation. Pure. */

/** Ranks from 0; equal numbers share the mean of their ranks. */
export function ranks(numbers: ArrayLike<number>): Float64Array {
  const order = Array.from(numbers, (_, i) => i).toSorted((a, b) =>
    compare(numbers[a] as number, numbers[b] as number),
  );
  const out = new Float64Array(numbers.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && numbers[order[to] as number] === numbers[order[from] as number]) to += 1;
    for (let i = from; i < to; i += 1) out[order[i] as number] = (from + to - 1) / 2;
    from = to;
  }
  return out;
}

/** In −1 … 1; undefined for fewer than three pairs, and where one side never varies. */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number | undefined {
  if (a.length !== b.length || a.length < 3) return undefined;
  return correlation(ranks(a), ranks(b));
}

/** Pearson's. Undefined where one side never varies. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number | undefined {
  const [meanA, meanB] = [mean(a), mean(b)];
  let [both, squaresA, squaresB] = [0, 0, 0];
  for (let i = 0; i < a.length; i += 1) {
    const [x, y] = [(a[i] as number) - meanA, (b[i] as number) - meanB];
    both += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  return squaresA === 0 || squaresB === 0 ? undefined : both / Math.sqrt(squaresA * squaresB);
}

function mean(numbers: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < numbers.length; i += 1) sum += numbers[i] as number;
  return sum / numbers.length;
}

/** Infinities of one sign are equal: their difference is NaN. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
