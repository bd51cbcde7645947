/** Stratified resampling. Pure. */
import type { RandomStream } from "../random.ts";
import { inverseCdf } from "./inverseCdf.ts";
import { uniform32 } from "./uniform32.ts";

/** One uniform in each of `count` equal strata (Kitagawa 1996). */
export function stratified(weights: Float64Array, count: number, random: RandomStream): Int32Array {
  const out = new Int32Array(count);
  inverseCdf(weights, count, (n) => (n + uniform32(random)) / count, out);
  return out;
}
