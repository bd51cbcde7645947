/** Residual resampling. Pure. */
import type { RandomStream } from "../random.ts";
import { drawMultinomial } from "./multinomial.ts";

/** ⌊N W_n⌋ copies of each for certain, the rest multinomial by what is left over (Liu & Chen 1998). */
export function residual(weights: Float64Array, count: number, random: RandomStream): Int32Array {
  const out = new Int32Array(count);
  const rest = new Float64Array(weights.length);
  let placed = 0;
  for (let i = 0; i < weights.length; i += 1) {
    const expected = (weights[i] as number) * count;
    const copies = Math.min(Math.floor(expected), count - placed);
    out.fill(i, placed, placed + copies);
    placed += copies;
    rest[i] = Math.max(0, expected - copies);
  }
  drawMultinomial(rest, count - placed, random, out, placed);
  return out;
}
