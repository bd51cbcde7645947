/** Rows of a network in runs of its graph, side by side as far as its session takes several at once. Knows nothing of what a row is. */
import type { Rows } from "./memory.ts";
import { nextTurn } from "./nextTurn.ts";
import type { Session } from "./session.ts";

/**
 * Runs each of `count` rows, by `run`, which gets the indices of those that run together, and how many runs are asked for at once. Where there is no memory
 * for so many together, half as many run from then on. Throws what a run throws otherwise, and `AbortError` where stopped.
 */
export async function inRuns(
  count: number,
  { rows, session, signal }: { readonly rows: Rows; readonly session: Session; readonly signal: AbortSignal },
  run: (indices: readonly number[], runs: number) => Promise<void>,
): Promise<void> {
  const isDone = new Uint8Array(count);
  for (;;) {
    const left = Array.from(isDone.keys()).filter((index) => isDone[index] === 0);
    if (left.length === 0) return;
    const together = rows.count;
    const runs = Math.ceil(left.length / together);
    const width = (): number => session.width?.(runs) ?? 1;
    try {
      await abreast(runs, width, signal, async (at) => {
        const indices = left.slice(at * together, (at + 1) * together);
        await run(indices, runs);
        for (const index of indices) isDone[index] = 1;
      });
    } catch (error) {
      rows.halve(error);
    }
  }
}

/**
 * Does `task` for 0 to `count` − 1, begun in this order, at most `width` at once, which may grow meanwhile. Before each begins other events have their
 * turn, and the signal is looked at. After an error none begins any more; it is thrown once those under way have ended. Throws `AbortError` where stopped.
 */
export async function abreast(
  count: number,
  width: () => number,
  signal: AbortSignal,
  task: (index: number) => Promise<void>,
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  const errors: unknown[] = [];
  const begun = async (index: number): Promise<void> => {
    try {
      await nextTurn(signal);
      if (errors.length === 0) await task(index);
    } catch (error) {
      errors.push(error);
    }
  };
  for (let next = 0; next < count && errors.length === 0; next += 1) {
    const one = begun(next).finally(() => underWay.delete(one));
    underWay.add(one);
    while (underWay.size >= width() && underWay.size > 0) await Promise.race(underWay);
  }
  await Promise.all(underWay);
  if (errors.length > 0) throw errors[0];
}

/** Sequences or images that went through a network, and seconds in which at least one was in it. */
export interface Usage {
  forwardPasses: number;
  seconds: number;
}

/** Counts the time of runs, which may overlap. */
export function usageClock(usage: Usage): <Result>(run: () => Promise<Result>) => Promise<Result> {
  let underWay = 0;
  let since = 0;
  return async (run) => {
    if (underWay === 0) since = performance.now();
    underWay += 1;
    try {
      return await run();
    } finally {
      underWay -= 1;
      if (underWay === 0) usage.seconds += (performance.now() - since) / 1000;
    }
  };
}
