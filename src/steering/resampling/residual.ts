/** Residual resampling. Pure. */
import type { RandomStream } from "../random.ts";
import { multinomial } from "./multinomial.ts";
import { ancestorsOf } from "./offspring.ts";

/** ⌊N W_n⌋ copies of each for certain, the rest multinomial by what is left over (Liu & Chen 1998). */
export function residual(weights: Float64Array, count: number, random: RandomStream): Int32Array {
  const offspring = new Int32Array(weights.length);
  const rest = new Float64Array(weights.length);
  let placed = 0;
  for (let i = 0; i < weights.length; i += 1) {
    const expected = (weights[i] as number) * count;
    const copies = Math.min(Math.floor(expected), count - placed);
    offspring[i] = copies;
    placed += copies;
    rest[i] = Math.max(0, expected - copies);
  }
  const drawn = multinomial(rest, count - placed, random);
  for (let n = 0; n < drawn.length; n += 1) {
    const ancestor = drawn[n] as number;
    offspring[ancestor] = (offspring[ancestor] as number) + 1;
  }
  return ancestorsOf(offspring, count);
}
