/** Multinomial resampling: `count` independent draws. Pure. */
import type { RandomStream } from "../random.ts";
import { inverseCdf } from "./inverseCdf.ts";

/**
 * Ancestors in rising order. Uniform order statistics come from exponential spacings
 * (Chopin & Papaspiliopoulos 2020, algorithm 9.2).
 */
export function multinomial(weights: Float64Array, count: number, random: RandomStream): Int32Array {
  const out = new Int32Array(count);
  if (count === 0) return out;
  const sums = new Float64Array(count);
  let sum = 0;
  for (let n = 0; n < count; n += 1) {
    sum -= Math.log(1 - random.uniform());
    sums[n] = sum;
  }
  const total = sum - Math.log(1 - random.uniform());
  inverseCdf(weights, count, (n) => (total > 0 ? (sums[n] as number) / total : 0), out);
  return out;
}
