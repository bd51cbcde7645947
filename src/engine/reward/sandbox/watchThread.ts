/** The thread on which processes are watched, and killed: nothing that a reward has the engine do keeps it from that. */
import { parentPort } from "node:worker_threads";
import { type Breach, type Watchdog, watchHere } from "./watching.ts";

/** What it is told: of which process, and of which deadline or pause of it, by numbers. */
export type WatchOrder =
  | { readonly do: "watch"; readonly of: number; readonly pid: number; readonly megabytes: number }
  | { readonly do: "deadline"; readonly of: number; readonly number: number; readonly milliseconds: number }
  | { readonly do: "pause"; readonly of: number; readonly number: number }
  | { readonly do: "over"; readonly of: number; readonly number: number }
  | { readonly do: "end"; readonly of: number };

/** What it says, before it kills. */
export interface WatchNews {
  readonly of: number;
  readonly breach: Breach;
}

interface Watched {
  readonly dog: Watchdog;
  readonly held: Map<number, Disposable>;
}

const all = new Map<number, Watched>();

parentPort?.on("message", (message: unknown) => {
  const order = message as WatchOrder;
  if (order.do === "watch") {
    const { of, pid, megabytes } = order;
    const dog = watchHere(pid, megabytes, (breach) => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
      parentPort?.postMessage({ of, breach } satisfies WatchNews);
      kill(pid);
    });
    all.set(of, { dog, held: new Map() });
    return;
  }
  const watched = all.get(order.of);
  if (watched === undefined) return;
  const { dog, held } = watched;
  if (order.do === "deadline") held.set(order.number, dog.deadline(order.milliseconds));
  else if (order.do === "pause") held.set(order.number, dog.pause());
  else if (order.do === "over") {
    held.get(order.number)?.[Symbol.dispose]();
    held.delete(order.number);
  } else {
    for (const one of held.values()) one[Symbol.dispose]();
    dog[Symbol.dispose]();
    all.delete(order.of);
  }
});

/** Its number is nobody else's yet: whoever started it has not been told of its end, and says `end` when it is. */
function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
