/** Runs of a graph side by side, as far as its session takes several at once. Knows nothing of what is run. */
import { nextTurn } from "./nextTurn.ts";

/**
 * Does `task` for 0 to `count` − 1, begun in this order, at most `width` at once. Before each begins other events have their turn, and the signal is
 * looked at. After an error none begins any more; it is thrown once those under way have ended. Throws `AbortError` where stopped.
 */
export async function abreast(
  count: number,
  width: number,
  signal: AbortSignal,
  task: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed: { readonly error: unknown } | undefined;
  const line = async (): Promise<void> => {
    while (next < count && failed === undefined) {
      const index = next;
      next += 1;
      try {
        await nextTurn(signal);
        await task(index);
      } catch (error) {
        failed ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, line));
  if (failed !== undefined) throw failed.error;
}

/** Sequences or images that went through a network, and seconds in which at least one was in it. */
export interface Usage {
  forwardPasses: number;
  seconds: number;
}

/** Counts the time of runs that may overlap. */
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
