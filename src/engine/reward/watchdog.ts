/** Watches a reward's process from outside: its time while it is asked something, its memory always. */
import { lookEvery, residentMemory } from "./residentMemory.ts";

export type Breach =
  | { readonly kind: "time"; readonly milliseconds: number }
  | { readonly kind: "memory"; readonly megabytes: number };

export interface Watchdog extends Disposable {
  /** Starts a deadline; dispose it when the answer is there. */
  deadline(milliseconds: number): Disposable;
}

/** After a deadline, the time that an answer which has already arrived gets to be read: this process may have been busy. */
const grace = 50;

/** Calls `onBreach` once, with what was breached; killing is the caller's. */
export function watch(pid: number, memoryMegabytes: number, onBreach: (breach: Breach) => void): Watchdog {
  let over = false;
  let looking = false;
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
      let timer = setTimeout(() => {
        timer = setTimeout(() => breached({ kind: "time", milliseconds }), grace);
      }, milliseconds);
      return { [Symbol.dispose]: () => clearTimeout(timer) };
    },
    [Symbol.dispose]() {
      over = true;
      clearInterval(looks);
    },
  };
}
