/**
 * Addressed random streams on Philox. Pure: a number depends on its address and its place in the stream, never on
 * what else was drawn.
 *
 * An address (purpose, group, slot, step, draw, iteration) becomes
 * - a 64-bit key: the seed, group, purpose and iteration, digested with Philox as a block cipher (CBC-MAC, length first);
 * - a 128-bit counter: (slot, step, draw, block), each 32 bits.
 * Under one key different counters give different blocks by construction; two keys meet with probability 2^-64.
 */
import { SteeringError, namedField, sentence } from "../errors.ts";
import { philox4x32 } from "./philox.ts";
import { mostPairs, uniformPairs } from "./philoxPairs.ts";
import type { Purpose, RandomStream, RandomStreams, StreamAddress } from "./random.ts";

const purposeCodes: Readonly<Record<Purpose, number>> = {
  initial: 1,
  transition: 2,
  decode: 3,
  resample: 4,
  output: 5,
  reference: 6,
  nested: 7,
};

const words = new Int32Array(4);

class PhiloxStream implements RandomStream {
  readonly #key0: number;
  readonly #key1: number;
  readonly #slot: number;
  readonly #step: number;
  readonly #draw: number;
  #block = 0;
  /** Words of the present block that are still unused, from the back. */
  #left = 0;
  #word0 = 0;
  #word1 = 0;
  #word2 = 0;
  #word3 = 0;
  #spareNormal = Number.NaN;

  constructor(key0: number, key1: number, slot: number, step: number, draw: number) {
    this.#key0 = key0;
    this.#key1 = key1;
    this.#slot = slot;
    this.#step = step;
    this.#draw = draw;
  }

  #refill(): void {
    philox4x32(this.#slot, this.#step, this.#draw, this.#block, this.#key0, this.#key1, words);
    this.#block += 1;
    this.#left = 4;
    this.#word0 = words[0] as number;
    this.#word1 = words[1] as number;
    this.#word2 = words[2] as number;
    this.#word3 = words[3] as number;
  }

  uint32(): number {
    if (this.#left === 0) this.#refill();
    this.#left -= 1;
    if (this.#left === 3) return this.#word0 >>> 0;
    if (this.#left === 2) return this.#word1 >>> 0;
    if (this.#left === 1) return this.#word2 >>> 0;
    return this.#word3 >>> 0;
  }

  uniform(): number {
    // 27 + 26 bits of two words: mostly both at hand, or both to come
    if (this.#left === 2) {
      this.#left = 0;
      return ((this.#word2 >>> 5) * 67108864 + (this.#word3 >>> 6)) * 2 ** -53;
    }
    if (this.#left === 0) {
      this.#refill();
      this.#left = 2;
      return ((this.#word0 >>> 5) * 67108864 + (this.#word1 >>> 6)) * 2 ** -53;
    }
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low) * 2 ** -53;
  }

  fillUniform32(out: Float64Array): void {
    this.#left = 0;
    for (let n = 0; n < out.length; n += 4) {
      philox4x32(this.#slot, this.#step, this.#draw, this.#block, this.#key0, this.#key1, words);
      this.#block += 1;
      const end = Math.min(4, out.length - n);
      for (let i = 0; i < end; i += 1) out[n + i] = (((words[i] as number) >>> 0) + 0.5) * 2 ** -32;
    }
  }

  /** Box and Muller's transform; the second of each pair is kept for the next call. */
  normal(): number {
    if (!Number.isNaN(this.#spareNormal)) {
      const spare = this.#spareNormal;
      this.#spareNormal = Number.NaN;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.#spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  fillNormals(out: Float32Array | Float64Array): void {
    let n = 0;
    // A pair is one block, unless words of one are left over from something else.
    while (n < out.length && (this.#left > 0 || !Number.isNaN(this.#spareNormal))) out[n++] = this.normal();
    while (n < out.length) {
      const pairs = Math.min(mostPairs, (out.length - n + 1) >> 1);
      const { first, second } = uniformPairs(
        ...([this.#slot, this.#step, this.#draw, this.#block, this.#key0, this.#key1] as const),
        pairs,
      );
      this.#block += pairs;
      for (let pair = 0; pair < pairs; pair += 1) {
        const radius = Math.sqrt(-2 * Math.log(1 - (first[pair] as number)));
        const angle = 2 * Math.PI * (second[pair] as number);
        out[n++] = radius * Math.cos(angle);
        if (n === out.length) this.#spareNormal = radius * Math.sin(angle);
        else out[n++] = radius * Math.sin(angle);
      }
    }
  }
}

/** Digests a group's key: 128 bits of chaining state under the seed. */
function digestGroup(group: string, seed0: number, seed1: number): Int32Array {
  const state = new Int32Array(4);
  philox4x32(group.length, 0, 0, 0, seed0, seed1, state);
  for (let start = 0; start < group.length; start += 8) {
    const unit = (offset: number): number => {
      const place = start + offset;
      return place < group.length ? group.charCodeAt(place) : 0;
    };
    philox4x32(
      (state[0] as number) ^ (unit(0) | (unit(1) << 16)),
      (state[1] as number) ^ (unit(2) | (unit(3) << 16)),
      (state[2] as number) ^ (unit(4) | (unit(5) << 16)),
      (state[3] as number) ^ (unit(6) | (unit(7) << 16)),
      seed0,
      seed1,
      state,
    );
  }
  return state;
}

/**
 * The streams of one run.
 * @param seed whole number, 0 … 2^53 − 1
 * @throws SteeringError `steering-invalid` for any other seed
 */
export function createRandomStreams(seed: number): RandomStreams {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new SteeringError(
      "steering-invalid",
      sentence`${namedField("seed", undefined, "The seed")} must be a whole number between 0 and ${Number.MAX_SAFE_INTEGER}, and it is ${seed}. Choose another seed.`,
      { details: { field: "seed" } },
    );
  }
  const seed0 = seed | 0;
  const seed1 = Math.floor(seed / 2 ** 32) | 0;
  /** Keys by group, then by (iteration, purpose). */
  const keys = new Map<string, Map<number, readonly [number, number]>>();

  const keyOf = (group: string, purpose: number, iteration: number): readonly [number, number] => {
    let ofGroup = keys.get(group);
    if (ofGroup === undefined) {
      ofGroup = new Map();
      keys.set(group, ofGroup);
    }
    const place = iteration * 8 + purpose;
    let key = ofGroup.get(place);
    if (key === undefined) {
      const state = digestGroup(group, seed0, seed1);
      // The last block of the digest; 2^31 in its third word sets it apart from text.
      const [d0, d1, d2, d3] = state as unknown as [number, number, number, number];
      philox4x32(d0 ^ purpose, d1 ^ iteration, d2 ^ 0x80000000, d3, ~seed0, ~seed1, state);
      key = [state[0] as number, state[1] as number];
      ofGroup.set(place, key);
    }
    return key;
  };

  return {
    seed,
    stream: ({ purpose, group, slot, step, draw = 0, iteration = 0 }: StreamAddress): RandomStream => {
      const [key0, key1] = keyOf(group, purposeCodes[purpose], iteration);
      return new PhiloxStream(key0, key1, slot, step, draw);
    },
  };
}

/** The same streams at another iteration (particle Gibbs): independent of those of every other iteration. */
export function atIteration(random: RandomStreams, iteration: number): RandomStreams {
  return { seed: random.seed, stream: (address) => random.stream({ ...address, iteration }) };
}
