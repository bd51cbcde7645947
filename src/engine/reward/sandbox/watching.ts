/** What the watchdog's thread does for one process: it looks at its time while it is asked something, at its memory always. */
import { type Deadline, startDeadline } from "./deadline.ts";
import { lookEvery, residentMemory } from "../../../residentMemory.ts";

export type Breach =
  | { readonly kind: "time"; readonly milliseconds: number }
  | { readonly kind: "memory"; readonly megabytes: number };

export interface Watchdog extends Disposable {
  /** Starts a deadline; dispose it when the answer is there. */
  deadline(milliseconds: number): Disposable;
  /** Deadlines stand still until it is disposed, two minutes in all at most: what the process waits for is not its own doing. */
  pause(): Disposable;
}

/** After a deadline, the time that an answer which has already arrived gets to be read. */
const grace = 50;

/** Milliseconds of a deadline's pauses altogether. */
const mostPaused = 120_000;

/** Calls `onBreach` once, with what was breached; killing is the caller's. */
export function watchHere(pid: number, memoryMegabytes: number, onBreach: (breach: Breach) => void): Watchdog {
  let over = false;
  let looking = false;
  const deadlines = new Set<Deadline>();
  const breached = (breach: Breach): void => {
    if (!over) onBreach(breach);
    over = true;
  };
  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    const bytes = (await residentMemory(pid)) ?? 0;
    looking = false;
    if (bytes > memoryMegabytes * 2 ** 20) breached({ kind: "memory", megabytes: Math.round(bytes / 2 ** 20) });
  };
  const looks = setInterval(() => void look(), lookEvery);
  looks.unref();
  return {
    deadline(milliseconds) {
      let reading: NodeJS.Timeout | undefined;
      const deadline = startDeadline(milliseconds, mostPaused, () => {
        reading = setTimeout(() => breached({ kind: "time", milliseconds }), grace);
      });
      deadlines.add(deadline);
      return {
        [Symbol.dispose]() {
          deadlines.delete(deadline);
          deadline[Symbol.dispose]();
          clearTimeout(reading);
        },
      };
    },
    pause() {
      const pauses = new DisposableStack();
      for (const deadline of deadlines) pauses.use(deadline.pause());
      return pauses;
    },
    [Symbol.dispose]() {
      over = true;
      clearInterval(looks);
    },
  };
}
