/** Multinomial resampling: `count` independent draws. Pure. */
import type { RandomStream } from "../random.ts";
import { inverseCdf } from "./inverseCdf.ts";

/**
 * Ancestors in rising order. Uniform order statistics come from exponential spacings
 * (Chopin & Papaspiliopoulos 2020, algorithm 9.2).
 */
export function multinomial(weights: Float64Array, count: number, random: RandomStream): Int32Array {
  const points = new Float64Array(count + 1);
  random.fillUniform32(points);
  let sum = 0;
  for (let n = 0; n <= count; n += 1) {
    sum -= Math.log(points[n] as number);
    points[n] = sum;
  }
  for (let n = 0; n < count; n += 1) points[n] = (points[n] as number) / sum;
  return inverseCdf(weights, points.subarray(0, count));
}
