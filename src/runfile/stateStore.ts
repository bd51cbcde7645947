/** The `.fkstates` file: each state once, up to a limit; past it only the newest of each kind, which take turns in two places. */
import { crc32 } from "node:zlib";
import type { AppendedFile } from "./appendedFile.ts";
import type { BytePlace } from "./schema.ts";

/** Bytes of states that a run keeps for good. */
export const defaultStateLimit = 256 * 1024 * 1024;

/** What is kept past the limit: the last scored step, and the path that a refinement follows; not what lies between scored steps. */
export type StateRole = "step" | "reference" | "between";

export interface StoredStates {
  readonly places: readonly BytePlace[];
  /** By state that was asked for: which of the places is its. */
  readonly of: readonly number[];
}

interface Region {
  readonly offset: number;
  readonly length: number;
}

export class StateStore {
  readonly #file: AppendedFile;
  readonly #limit: number;
  /** Places of states that are kept for good. */
  readonly #places = new WeakMap<object, BytePlace>();
  /** By role: the newest region last. What is written over is the older one, so that the newest is whole at any time. */
  readonly #regions = new Map<StateRole, readonly Region[]>();

  constructor(file: AppendedFile, limit: number) {
    this.#file = file;
    this.#limit = limit;
  }

  /** Stores what is not stored yet; equal references are one state. Undefined for what is not kept past the limit. */
  async store<State extends object>(
    states: readonly State[],
    encode: (state: State) => Uint8Array,
    role: StateRole,
  ): Promise<StoredStates | undefined> {
    const unique = [...new Set(states)];
    const encoded = new Map(unique.filter((state) => !this.#places.has(state)).map((state) => [state, encode(state)]));
    const size = [...encoded.values()].reduce((sum, { length }) => sum + length, 0);
    const isForGood = size === 0 || this.#file.size() + size <= this.#limit;
    if (!isForGood && role === "between") return undefined;
    const start = isForGood ? this.#file.size() : this.#room(role, size);
    const passing = new Map<State, BytePlace>();
    let offset = start;
    for (const [state, bytes] of encoded) {
      const place: BytePlace = [offset, bytes.length, crc32(bytes)];
      passing.set(state, place);
      if (isForGood) this.#places.set(state, place);
      offset += bytes.length;
    }
    if (size > 0) await this.#file.replace(start, Buffer.concat([...encoded.values()]));
    const order = new Map(unique.map((state, i) => [state, i]));
    return {
      places: unique.map((state) => passing.get(state) ?? this.#places.get(state)!),
      of: states.map((state) => order.get(state)!),
    };
  }

  /** Where `size` bytes of the role may lie. */
  #room(role: StateRole, size: number): number {
    const regions = this.#regions.get(role) ?? [];
    const [older] = regions;
    const isFree = older !== undefined && regions.length === 2 && older.length >= size;
    const region = isFree ? older : { offset: this.#file.size(), length: size };
    this.#regions.set(role, [...regions.slice(-1), region]);
    return region.offset;
  }
}
