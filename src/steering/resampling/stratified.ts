/** Stratified resampling. Pure. */
import type { RandomStream } from "../random.ts";
import { inverseCdf } from "./inverseCdf.ts";
import { uniform32 } from "./uniform32.ts";

/** One uniform in each of `count` equal strata (Kitagawa 1996). */
export function stratified(weights: Float64Array, count: number, random: RandomStream): Int32Array {
  const points = new Float64Array(count);
  for (let n = 0; n < count; n += 1) points[n] = (n + uniform32(random)) / count;
  return inverseCdf(weights, points);
}
