/**
 * Watches processes from outside, and kills what goes past a limit. It lives on a thread of its own (`watchThread.ts`), since this one is busy
 * whenever a reward asks a model or sends much.
 */
import { Worker } from "node:worker_threads";
import { messageOf, SteeringError } from "../../../errors.ts";
import { requireAddresses } from "./addresses.ts";
import type { Breach, Watchdog } from "./watching.ts";
import type { WatchNews, WatchOrder } from "./watchThread.ts";

/** `dist/watchdog.mjs` when bundled; from source, Node strips the types. */
const entry = new URL(import.meta.url.endsWith(".ts") ? "./watchThread.ts" : "./watchdog.mjs", import.meta.url);

interface Thread {
  readonly worker: Worker;
  readonly told: Map<number, (breach: Breach) => void>;
}

let thread: Thread | undefined;
let last = 0;

/** Before there is a process to watch. Throws `reward-memory` where there can be no thread for it. */
export function readyToWatch(): void {
  thread ??= start();
}

/**
 * Kills the process at a breach and calls `onBreach` once, which may be after the process's end was told: `breachTold` waits for that. Dispose
 * it as soon as the process has ended.
 */
export function watch(pid: number, megabytes: number, onBreach: (breach: Breach) => void): Watchdog {
  const { worker, told } = (thread ??= start());
  const of = (last += 1);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  const tell = (order: WatchOrder): void => worker.postMessage(order);
  const until = (number: number): Disposable => ({ [Symbol.dispose]: () => tell({ do: "over", of, number }) });
  told.set(of, onBreach);
  if (pid > 0) tell({ do: "watch", of, pid, megabytes });
  return {
    deadline(milliseconds) {
      const number = (last += 1);
      tell({ do: "deadline", of, number, milliseconds });
      return until(number);
    },
    pause() {
      const number = (last += 1);
      tell({ do: "pause", of, number });
      return until(number);
    },
    [Symbol.dispose]() {
      told.delete(of);
      tell({ do: "end", of });
    },
  };
}

/** The thread says what was breached before it kills: once this process has looked at its messages again, it has been told. */
export async function breachTold(): Promise<void> {
  for (let look = 0; look < 2; look += 1) await new Promise((go) => setImmediate(go));
}

function start(): Thread {
  requireAddresses();
  const worker = new Worker(entry);
  const told = new Map<number, (breach: Breach) => void>();
  worker.on("message", ({ of, breach }: WatchNews) => told.get(of)?.(breach));
  // Nothing of it throws. Should it end all the same, nobody may run unwatched.
  worker.on("error", (error) => {
    const why = `The thread that watches over rewards ended: ${messageOf(error)}. Mend that and try again.`;
    throw new SteeringError("internal", why, { cause: error });
  });
  worker.unref();
  return { worker, told };
}
