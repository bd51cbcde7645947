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
  /** int32 [1], shared: what it was told to do and has not done. */
  readonly busy: Int32Array<SharedArrayBuffer>;
}

export type LaneOrder = { readonly feeds: Feeds; readonly output: string } | "end";
export type LaneNews = "ready" | { readonly values: Values } | { readonly failed: string };

const port = parentPort!;
const { path, bytes, threads, busy } = workerData as LaneStart;
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
    const { buffer, byteLength } = values.data;
    tell({ values }, buffer.byteLength === byteLength ? [buffer as ArrayBuffer] : []);
  } catch (error) {
    tell({ failed: messageOf(error) });
  } finally {
    done();
  }
}

function tell(news: LaneNews, moved: readonly ArrayBuffer[] = []): void {
  port.postMessage(news, moved);
}

function done(): void {
  Atomics.sub(busy, 0, 1);
  Atomics.notify(busy, 0);
}
