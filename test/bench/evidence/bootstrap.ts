/**
 * The interval of a mean over cases, by bootstrap. Pure.
 *
 * Cases are drawn anew with replacement, and the interval is between two percentiles of their means: it is as skew as the figures are, and never
 * beyond them, which matters for a judge that says 0 or 1. Percentile intervals of few cases are too narrow, so that the percentiles are those at
 * which an interval of normal figures would be as wide as Student's (the expanded percentile interval: T. Hesterberg, What Teachers Should Know
 * About the Bootstrap, The American Statistician 69, 2015).
 */
import { meanOf, studentQuantile } from "../../../src/protocol/estimate.ts";
import { createRandomStreams } from "../../../src/steering/streams.ts";

const draws = 4000;
const confidence = 0.95;

/** The mean and, of two cases or more, its 95 % interval: the same for the same figures. Throws for none. */
export function bootstrapOf(figures: readonly number[]): {
  readonly mean: number;
  readonly interval: readonly [low: number, high: number] | undefined;
} {
  const count = figures.length;
  if (count === 0) throw new RangeError("There is no mean of no figures.");
  const mean = meanOf(figures);
  if (count === 1) return { mean, interval: undefined };
  const random = createRandomStreams(0).stream({ purpose: "reference", group: "bootstrap", slot: 0, step: 0 });
  const means = Float64Array.from({ length: draws }, () => {
    let sum = 0;
    for (let n = 0; n < count; n += 1) sum += figures[Math.floor(random.uniform() * count)]!;
    return sum / count;
  }).toSorted();
  const below = normalBelow(-Math.sqrt(count / (count - 1)) * studentQuantile(count - 1, confidence));
  const place = Math.round(below * (draws - 1));
  return { mean, interval: [means[place]!, means[draws - 1 - place]!] };
}

/** P(Z ≤ x) of a standard normal Z for x ≤ 0, by Simpson's rule. */
export function normalBelow(x: number): number {
  const steps = 400;
  const width = -x / steps;
  let sum = 0;
  for (let n = 0; n <= steps; n += 1) {
    const weight = n === 0 || n === steps ? 1 : n % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(-((n * width) ** 2) / 2);
  }
  return 0.5 - (sum * width) / 3 / Math.sqrt(2 * Math.PI);
}
