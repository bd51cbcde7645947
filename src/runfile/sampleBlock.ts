/**
 * What the draws of a scored step were, as bytes: every draw's rewards, and of texts its tokens, with the step and the probability of each. Numbers are little-endian,
 * the whole is deflated. Pure.
 *
 *     int32    particles, draws, rewards, 1 for tokens or 0
 *     float64  [particle][draw] raw rewards; [particle][draw][reward] each reward's own number
 *     then, with tokens, by particle: int32 places; [draw][place] ids; [place] revealed; float32 [place] probabilities; int32 [place] ends
 */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { SteeringError } from "../errors.ts";
import type { TokenAccount } from "../diffusion/tokenAccount.ts";

export interface StepDraws {
  /** [particle][draw], raw. */
  readonly rewards: readonly ArrayLike<number>[];
  /** [particle][draw][reward]: each reward's own number, unweighted. */
  readonly parts: readonly (readonly ArrayLike<number>[])[];
  /** By particle, of texts. */
  readonly tokens: readonly TokenAccount[] | undefined;
}

/** Unpacked, a block has no more: what says otherwise is no block. */
const mostBytes = 256 * 1024 * 1024;

export function encodeDraws({ rewards, parts, tokens }: StepDraws): Uint8Array {
  const draws = rewards[0]?.length ?? 0;
  const kinds = parts[0]?.[0]?.length ?? 0;
  const words = new Writer();
  words.ints([rewards.length, draws, kinds, tokens === undefined ? 0 : 1]);
  for (const of of rewards) words.doubles(of);
  for (const of of parts) for (const each of of) words.doubles(each);
  for (const account of tokens ?? []) {
    words.ints([account.revealed.length]);
    for (const ids of account.tokens) words.ints(ids);
    words.ints(account.revealed);
    words.floats(account.probabilities);
    words.ints(account.ends);
  }
  // Quick: a run waits for it at every scored step.
  return deflateRawSync(words.bytes(), { level: 1 });
}

/** Throws `run-file` for bytes that are no such block, or have more than `most` when they are unpacked. */
export function decodeDraws(bytes: Uint8Array, { most = mostBytes }: { readonly most?: number } = {}): StepDraws {
  let unpacked: Buffer;
  try {
    unpacked = inflateRawSync(bytes, { maxOutputLength: most });
  } catch (error) {
    throw damaged(error);
  }
  const words = new Reader(unpacked);
  const [particles, draws, kinds, hasTokens] = words.ints(4) as unknown as [number, number, number, number];
  if (Math.min(particles, draws, kinds) < 0) throw damaged();
  const repeat = <Item>(count: number, make: () => Item): Item[] => {
    // Even an item of no bytes takes memory.
    if (count > unpacked.length) throw damaged();
    return Array.from({ length: count }, make);
  };
  const rewards = repeat(particles, () => words.doubles(draws));
  const parts = repeat(particles, () => repeat(draws, () => words.doubles(kinds)));
  const tokens =
    hasTokens === 0
      ? undefined
      : repeat(particles, (): TokenAccount => {
          const places = words.ints(1)[0] as number;
          if (places < 0) throw damaged();
          return {
            tokens: repeat(draws, () => words.ints(places)),
            revealed: words.ints(places),
            probabilities: words.floats(places),
            ends: words.ints(places),
          };
        });
  if (!words.isAtEnd) throw damaged();
  return { rewards, parts, tokens };
}

class Writer {
  readonly #parts: Uint8Array[] = [];

  ints(values: ArrayLike<number>): void {
    this.#add(Int32Array.from(values));
  }

  floats(values: ArrayLike<number>): void {
    this.#add(Float32Array.from(values));
  }

  doubles(values: ArrayLike<number>): void {
    this.#add(Float64Array.from(values));
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#parts);
  }

  #add({ buffer }: { readonly buffer: ArrayBuffer }): void {
    this.#parts.push(new Uint8Array(buffer));
  }
}

class Reader {
  readonly #view: DataView;
  #at = 0;

  constructor({ buffer, byteOffset, byteLength }: Uint8Array) {
    this.#view = new DataView(buffer, byteOffset, byteLength);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#view.byteLength;
  }

  ints(count: number): Int32Array {
    const from = this.#take(count, 4);
    return Int32Array.from({ length: count }, (_, i) => this.#view.getInt32(from + 4 * i, true));
  }

  floats(count: number): Float32Array {
    const from = this.#take(count, 4);
    return Float32Array.from({ length: count }, (_, i) => this.#view.getFloat32(from + 4 * i, true));
  }

  doubles(count: number): Float64Array {
    const from = this.#take(count, 8);
    return Float64Array.from({ length: count }, (_, i) => this.#view.getFloat64(from + 8 * i, true));
  }

  #take(count: number, size: number): number {
    const from = this.#at;
    this.#at += count * size;
    if (this.#at > this.#view.byteLength) throw damaged();
    return from;
  }
}

function damaged(cause?: unknown): SteeringError {
  return new SteeringError("run-file", "What was drawn at that step cannot be read: its bytes are damaged.", { cause });
}
