/** One lane: a thread that has a graph loaded, and runs it when it is told to, one run after the other. */
import { parentPort, workerData } from "node:worker_threads";
import { messageOf } from "../../errors.ts";
import { type Feeds, openSession, type Values } from "./session.ts";

export interface LaneStart {
  readonly path: string;
  readonly bytes: number;
  readonly threads: number;
}

export type LaneOrder = { readonly feeds: Feeds; readonly output: string } | "end";
export type LaneNews = "ready" | { readonly values: Values } | { readonly failed: string };

const port = parentPort!;
const session = await openSession((workerData as LaneStart).path, { provider: "cpu", ...(workerData as LaneStart) });
port.on("message", (order: LaneOrder) => void obey(order));
tell("ready");

async function obey(order: LaneOrder): Promise<void> {
  if (order === "end") {
    await session[Symbol.asyncDispose]();
    port.close();
    return;
  }
  try {
    const values = await session.run(order.feeds, order.output);
    const { buffer, byteLength } = values.data;
    tell({ values }, buffer.byteLength === byteLength ? [buffer as ArrayBuffer] : []);
  } catch (error) {
    tell({ failed: messageOf(error) });
  }
}

function tell(news: LaneNews, moved: readonly ArrayBuffer[] = []): void {
  port.postMessage(news, moved);
}
