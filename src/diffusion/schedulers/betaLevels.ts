/** Noise levels that crowd at both ends (Lee et al. 2024, "Beta Sampling is All You Need"), as diffusers has them. Pure. */
import { linearlySpaced } from "./spacing.ts";

/** Both parameters of the Beta distribution. */
const parameter = 0.6;

/** Falling levels at the quantiles of a Beta distribution on [lowest, highest]. */
export function betaLevels(highest: number, lowest: number, steps: number): number[] {
  return linearlySpaced(0, 1, steps).map((below) => lowest + quantile(1 - below) * (highest - lowest));
}

/** Of a distribution that is symmetric about a half: by halving intervals. */
function quantile(share: number): number {
  if (share > 0.5) return 1 - quantile(1 - share);
  let [low, high] = [0, 0.5];
  for (let halving = 0; halving < 60; halving += 1) {
    const middle = (low + high) / 2;
    if (area(middle) / area(0.5) < 2 * share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** ∫₀ˣ (t(1−t))^(a−1) dt for x up to a half: xᵃ Σ (1−a)ₙ xⁿ / (n! (a+n)). */
function area(x: number): number {
  let [sum, factor] = [0, 1];
  for (let n = 0; n < 60; n += 1) {
    sum += factor / (parameter + n);
    factor *= ((1 - parameter + n) / (n + 1)) * x;
  }
  return x ** parameter * sum;
}
