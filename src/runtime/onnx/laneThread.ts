/** One lane: a thread that has a graph loaded, and runs it when it is told to, one row after the other. */
import { parentPort, workerData } from "node:worker_threads";
import { messageOf } from "../../errors.ts";
import { type Feeds, openSession, type Values } from "./session.ts";

export interface LaneGraph {
  readonly path: string;
  readonly bytes: number;
  readonly threads: number;
}

export interface LaneStart extends LaneGraph {
  /** int32 [2]: how much it was told to do and has not done; 1 once nobody waits for it any more. */
  readonly shared: Int32Array<SharedArrayBuffer>;
}

export type LaneOrder = { readonly feeds: Feeds; readonly output: string } | "end";
export type LaneNews = "ready" | { readonly values: Values } | { readonly failed: string };

const port = parentPort!;
const { path, bytes, threads, shared } = workerData as LaneStart;
// However it ends.
process.on("exit", () => {
  Atomics.store(shared, 0, 0);
  Atomics.notify(shared, 0);
});
if (Atomics.load(shared, 1) === 1) process.exit();
const session = await openSession(path, { provider: "cpu", bytes, threads }).finally(done);
let before = Promise.resolve();
port.on("message", (order: LaneOrder) => (before = before.then(() => obey(order))));
tell("ready");

async function obey(order: LaneOrder): Promise<void> {
  try {
    if (order === "end") {
      port.close();
      await session[Symbol.asyncDispose]();
      return;
    }
    const values = await session.run(order.feeds, order.output);
    tell({ values }, values.data);
  } catch (error) {
    tell({ failed: messageOf(error) });
  } finally {
    done();
  }
}

/** @param moved what the other thread gets as it is; where it may not leave this one it is copied */
function tell(news: LaneNews, moved?: Values["data"]): void {
  try {
    const isAll = moved !== undefined && moved.buffer.byteLength === moved.byteLength;
    port.postMessage(news, isAll ? [moved.buffer as ArrayBuffer] : []);
  } catch {
    port.postMessage(news);
  }
}

function done(): void {
  Atomics.sub(shared, 0, 1);
  Atomics.notify(shared, 0);
}
