/**
 * A mean over seeds with its confidence interval. Pure: knows numbers only.
 *
 * Student's t and no bootstrap: with the five to twenty seeds that people run, percentile intervals are too narrow (at ten by a fifth:
 * √(n−1)/√n · 1.96/2.26), and a comparison must not see differences that are not there. Its quantile has a closed form for whole degrees
 * of freedom, so it needs no library.
 */
import type { Estimate } from "../../protocol/comparison.ts";

const confidence = 0.95;

/** Leaves out what is undefined; undefined if nothing is left. */
export function estimateOf(figures: readonly (number | undefined)[]): Estimate | undefined {
  const values = figures.filter((figure) => figure !== undefined);
  if (values.length === 0) return undefined;
  const mean = meanOf(values);
  if (values.length === 1) return { mean, interval: undefined, seeds: 1 };
  const half = (studentQuantile(values.length - 1, confidence) * deviationOf(values)) / Math.sqrt(values.length);
  return { mean, interval: [mean - half, mean + half], seeds: values.length };
}

/** NaN of none. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard deviation, divided by n − 1; 0 of one value. */
export function deviationOf(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

/** The t with P(|T| ≤ t) = `inside` for T of Student's distribution with whole `freedom` ≥ 1, to double precision. */
export function studentQuantile(freedom: number, inside: number): number {
  let [low, high] = [0, Math.PI / 2];
  for (let middle = high / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (insideAngle(middle, freedom) < inside) low = middle;
    else high = middle;
  }
  return Math.sqrt(freedom) * Math.tan(high);
}

/** P(|T| ≤ √ν · tan θ): Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4. */
function insideAngle(theta: number, freedom: number): number {
  const cosine2 = Math.cos(theta) ** 2;
  const isOdd = freedom % 2 === 1;
  let term = isOdd ? Math.cos(theta) : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k < freedom; k += 2) {
    term *= (cosine2 * (k - 1)) / k;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (theta + Math.sin(theta) * sum) : Math.sin(theta) * sum;
}
