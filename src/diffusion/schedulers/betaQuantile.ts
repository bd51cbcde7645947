/** Quantiles of a symmetric Beta distribution. Pure. */

const shape = 0.6;
/** Terms of a series that falls by half or faster. */
const terms = 60;
const halvings = 60;

/** The x in 0 … 1 below which a share `probability` of Beta(0.6, 0.6) lies; exact to rounding. */
export function betaQuantile(probability: number): number {
  if (probability > 0.5) return 1 - betaQuantile(1 - probability);
  // The half below 1/2 is half of all.
  const wanted = 2 * probability * integral(0.5);
  let [low, high] = [0, 0.5];
  for (let i = 0; i < halvings; i += 1) {
    const middle = (low + high) / 2;
    if (integral(middle) < wanted) low = middle;
    else high = middle;
  }
  return probability === 0 ? 0 : (low + high) / 2;
}

/** ∫₀ˣ (t (1 − t))^(shape − 1) dt for x ≤ 1/2, by the binomial series of its second factor (DLMF 8.17.7). */
function integral(x: number): number {
  let [sum, factor] = [0, 1];
  for (let n = 0; n < terms; n += 1) {
    sum += factor / (shape + n);
    factor *= ((n + 1 - shape) / (n + 1)) * x;
  }
  return x ** shape * sum;
}
