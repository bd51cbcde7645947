/** One run at a time: the others wait in order. Knows nothing of what a run is. */
import { throwIfAborted } from "../../errors.ts";

export interface RunQueue {
  /** Runs `task` when those before it are done. Rejects at once when the signal fires while it waits. */
  enqueue<Result>(task: () => Promise<Result>, options: { signal: AbortSignal; onWait?: () => void }): Promise<Result>;
}

export function createRunQueue(): RunQueue {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return {
    async enqueue(task, { signal, onWait }) {
      const before = last;
      let finish: () => void = () => {};
      last = new Promise<void>((resolve) => {
        finish = resolve;
      });
      if (waiting++ > 0) onWait?.();
      try {
        await Promise.race([before, whenAborted(signal)]);
        throwIfAborted(signal);
        return await task();
      } finally {
        waiting--;
        // Whoever waits behind a run that gave up waiting still waits for the one before it.
        void before.then(finish);
      }
    },
  };
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
