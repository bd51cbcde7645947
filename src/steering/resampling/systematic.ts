/** Systematic resampling. Pure. */
import type { RandomStream } from "../random.ts";
import { inverseCdf } from "./inverseCdf.ts";

/** One uniform moves a comb of `count` equally spaced points (Carpenter, Clifford & Fearnhead 1999). */
export function systematic(weights: Float64Array, count: number, random: RandomStream): Int32Array {
  const out = new Int32Array(count);
  const offset = random.uniform();
  inverseCdf(weights, count, (n) => (n + offset) / count, out);
  return out;
}
