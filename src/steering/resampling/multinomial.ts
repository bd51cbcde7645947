/** Multinomial resampling: `count` independent draws. Pure. */
import type { RandomStream } from "../random.ts";
import { inverseCdf } from "./inverseCdf.ts";

/**
 * Ancestors in rising order. Uniform order statistics come from exponential spacings
 * (Chopin & Papaspiliopoulos 2020, algorithm 9.2).
 */
export function multinomial(weights: Float64Array, count: number, random: RandomStream): Int32Array {
  const spacings = new Float64Array(count + 1);
  random.fillUniform32(spacings);
  const points = new Float64Array(count);
  let sum = 0;
  for (let n = 0; n < count; n += 1) {
    sum -= Math.log(spacings[n] as number);
    points[n] = sum;
  }
  const total = sum - Math.log(spacings[count] as number);
  for (let n = 0; n < count; n += 1) points[n] = (points[n] as number) / total;
  return inverseCdf(weights, points);
}
