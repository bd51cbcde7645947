/** Stratified resampling. Pure. */
import type { RandomStream } from "../random.ts";
import { inverseCdf } from "./inverseCdf.ts";

/** One uniform in each of `count` equal strata (Kitagawa 1996). */
export function stratified(weights: Float64Array, count: number, random: RandomStream): Int32Array {
  const points = new Float64Array(count);
  random.fillUniform32(points);
  for (let n = 0; n < count; n += 1) points[n] = (n + (points[n] as number)) / count;
  return inverseCdf(weights, points);
}
