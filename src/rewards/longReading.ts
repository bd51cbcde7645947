/**
 * How models read long texts in the engine: in stretches and short turns, so that everything else goes on meanwhile, and no longer than somebody
 * waits for what they find. Knows none of the models.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { beginningOf } from "../cutText.ts";
import { throwIfAborted } from "../errors.ts";

/** Characters that are read at once; what a run writes is shorter. */
export const longestStretch = 10_000;

/** Milliseconds of a turn. */
const longestTurn = 20;

/** Who waits for what is being read. */
const waiting = new AsyncLocalStorage<AbortSignal>();

/** Reads as long as the signal lets it: then its next turn throws `AbortError`. */
export function readUntil<Result>(stopped: AbortSignal, read: () => Promise<Result>): Promise<Result> {
  return waiting.run(stopped, read);
}

export interface Turn {
  isOver(): boolean;
  /** Lets everything else go on. Throws `AbortError` when nobody waits any more. */
  next(): Promise<void>;
}

export function openTurn(): Turn {
  const stopped = waiting.getStore();
  let began = performance.now();
  return {
    isOver: () => performance.now() - began > longestTurn,
    async next() {
      await new Promise((go) => setImmediate(go));
      throwIfAborted(stopped);
      began = performance.now();
    },
  };
}

/** A text in parts of at most so many characters, each up to its last blank. */
export function* stretchesOf(text: string, most = longestStretch): Generator<string> {
  let start = 0;
  while (text.length - start > most) {
    const blank = text.lastIndexOf(" ", start + most);
    const part = blank > start ? text.slice(start, blank) : beginningOf(text.slice(start, start + most + 1), most);
    yield part;
    start += part.length;
  }
  yield text.slice(start);
}
