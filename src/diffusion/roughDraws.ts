/**
 * The token of a uniform as single precision has it, wherever that leaves no doubt of what double precision would say: a quarter of the work, for all but
 * a few draws. Pure.
 */
import { blockSize, placeRow } from "./weigher.ts";

/**
 * Twice what a running sum may be off by as a part p of the total, for vocabularies up to a million: p (1 − p) times what it and the rest are off by. Of a
 * weight e^x three roundings of x, 2^−24 of it each, where Σ e^x |x| ≤ (ln(vocabulary) − ln p) Σ e^x, 1.3e-6 for both; its series, 2e-7; sixteen weights added
 * up in single precision, 9e-7; and that weights in double precision are stored in single, 6e-8: 1.9e-6 in all. Above temperatures of 1e30 logits
 * that are further apart than single precision reaches would be told wrongly.
 */
export const doubt = 2 ** -18;

export class RoughDraws {
  readonly #logits: Float32Array;
  readonly #highest: number;
  readonly #scale: number;
  /** Running sums at the end of each block. */
  readonly #sums: Float64Array;

  /** @param logits float32 [vocabulary] of one place, as long as it is drawn from unchanged */
  constructor(logits: Float32Array, temperature: number) {
    this.#logits = logits;
    this.#scale = 1 / temperature;
    const { highest, sums, sumRoughly } = placeRow(logits);
    sumRoughly(this.#scale);
    this.#highest = highest;
    this.#sums = sums.slice();
  }

  /** Undefined where a neighbour is nearer than the doubt, or the logits are not all numbers. */
  draw(uniform: number, least = doubt): number | undefined {
    const sums = this.#sums;
    const total = sums[sums.length - 1] as number;
    const target = uniform * total;
    const block = blockOf(target, sums, 0, sums.length);
    const end = Math.min(this.#logits.length, (block + 1) * blockSize);
    let before = block === 0 ? 0 : (sums[block - 1] as number);
    for (let id = block * blockSize; id < end; id += 1) {
      const after = before + Math.exp(((this.#logits[id] as number) - this.#highest) * this.#scale);
      if (after > target) return Math.min(target - before, after - target) > least * total ? id : undefined;
      before = after;
    }
    return undefined;
  }
}

/** The first of some running sums, from `first` to before `end`, that is above the target; the last where none is. */
export function blockOf(target: number, sums: Float64Array, first: number, end: number): number {
  let [low, high] = [first, end - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] as number) > target) high = middle;
    else low = middle + 1;
  }
  return low;
}
