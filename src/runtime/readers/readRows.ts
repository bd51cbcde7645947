/** What a reader finds in rows of tokens: each content is read once, what is new together, in short turns. Knows neither labels nor texts. */
import { throwIfAborted } from "../../errors.ts";
import type { Turn } from "../../rewards/longReading.ts";
import { latestKept } from "../keepLatest.ts";
import type { ReaderGraph } from "./readerGraph.ts";

export type Row = readonly number[];

export interface Reading {
  readonly turn: Turn;
  readonly signal: AbortSignal | undefined;
}

/** Rows whose findings are remembered; particles keep most of their words from step to step. */
const remembered = 4096;

/** @param find what is remembered of a row's logits, as `ReaderGraph` gives them */
export function readRows<Found>(
  graph: ReaderGraph,
  find: (logits: Float32Array, row: Row) => Found,
): (rows: readonly Row[], reading: Reading) => Promise<Found[]> {
  const known = latestKept<string, Found>(remembered);
  return async (rows, { turn, signal }) => {
    const keys = rows.map((row) => row.join(" "));
    // Apart from what is remembered, which may be less than what is asked at once.
    const found = new Map<string, Found>();
    const unread = new Map<string, Row>();
    for (const [place, key] of keys.entries()) {
      if (known.has(key)) found.set(key, known.get(key)!);
      else unread.set(key, rows[place]!);
    }
    const fresh = [...unread];
    for (const run of graph.plan(fresh.map(([, row]) => row))) {
      throwIfAborted(signal);
      const logits = await graph.run(
        run,
        fresh.map(([, row]) => row),
      );
      for (const [at, place] of run.places.entries()) {
        const [key, row] = fresh[place]!;
        const one = find(logits[at]!, row);
        found.set(key, one);
        known.set(key, one);
      }
      if (turn.isOver()) await turn.next();
    }
    return keys.map((key) => found.get(key)!);
  };
}
