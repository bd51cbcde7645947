/** Systematic resampling. Pure. */
import type { RandomStream } from "../random.ts";
import { inverseCdf } from "./inverseCdf.ts";

/** One uniform moves a comb of `count` equally spaced points (Carpenter, Clifford & Fearnhead 1999). */
export function systematic(weights: Float64Array, count: number, random: RandomStream): Int32Array {
  const offset = random.uniform();
  const points = new Float64Array(count);
  for (let n = 0; n < count; n += 1) points[n] = (n + offset) / count;
  return inverseCdf(weights, points);
}
