/** Resampling that keeps one particle where it is, for particle Gibbs. Pure. */
import type { RandomStream } from "../random.ts";
import { multinomial } from "./multinomial.ts";

/**
 * Conditional multinomial resampling (Andrieu, Doucet & Holenstein 2010, section 4.3): particle 0 descends from itself,
 * every other one is an independent draw. Pinning a place under an unconditional low-variance scheme is wrong: those schemes'
 * offspring depend on each other.
 */
export function conditionalMultinomial(weights: Float64Array, random: RandomStream): Int32Array {
  const out = new Int32Array(weights.length);
  out.set(multinomial(weights, weights.length - 1, random), 1);
  return out;
}
