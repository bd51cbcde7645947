/** Threads of this process that have a graph loaded each, to run rows side by side. Knows nothing of when that pays. */
import { Worker } from "node:worker_threads";
import type { LaneGraph, LaneNews, LaneOrder, LaneStart } from "./laneThread.ts";
import type { Feeds, Values } from "./session.ts";

/** `dist/lane.mjs` when bundled; from source, Node strips the types. */
const entry = new URL(import.meta.url.endsWith(".ts") ? "./laneThread.ts" : "./lane.mjs", import.meta.url);

/** Milliseconds that an exit waits for what lanes are doing. */
const longestWait = 30_000;

interface Lane {
  readonly worker: Worker;
  /** As `LaneStart` has it. */
  readonly shared: Int32Array<SharedArrayBuffer>;
  /** The run that it was asked for. */
  pending: { readonly resolve: (values: Values) => void; readonly reject: (error: Error) => void } | undefined;
}

/** Those whose thread lives. ONNX Runtime takes the process down where a thread of it ends in the midst of a call, as all do when a process exits. */
const alive = new Set<Lane>();
process.on("exit", () => {
  const until = Date.now() + longestWait;
  for (const { shared } of alive) {
    Atomics.store(shared, 1, 1);
    for (let left = Atomics.load(shared, 0); left > 0 && Date.now() < until; left = Atomics.load(shared, 0))
      Atomics.wait(shared, 0, left, until - Date.now());
  }
});

export class Lanes {
  readonly count: number;
  readonly #all: Lane[] = [];
  readonly #idle: Lane[] = [];
  readonly #waiting: { readonly take: (lane: Lane) => void; readonly reject: (error: Error) => void }[] = [];
  #isOver = false;
  /** All have loaded the graph. Rejects where one cannot. */
  readonly ready: Promise<unknown>;

  constructor(graph: LaneGraph, count: number) {
    this.count = count;
    this.ready = Promise.all(Array.from({ length: count }, async () => this.#started(graph)));
  }

  /** As a session's, by the next lane that is free. Rejects with whatever went wrong in it. */
  async run(feeds: Feeds, output: string): Promise<Values> {
    if (this.#isOver) throw over();
    const lane = this.#idle.pop() ?? (await new Promise<Lane>((take, reject) => this.#waiting.push({ take, reject })));
    return new Promise((resolve, reject) => {
      lane.pending = { resolve, reject };
      order(lane, { feeds, output });
    });
  }

  /** Once what they are doing is done; nothing else is begun. */
  async end(): Promise<void> {
    this.#refuse(over());
    for (const { shared } of this.#all) Atomics.store(shared, 1, 1);
    await Promise.all(
      this.#all
        .filter((lane) => alive.has(lane))
        .map(async (lane) => {
          // One that could not load says so first, and ends then.
          const ended = new Promise((resolve) => lane.worker.once("exit", resolve));
          order(lane, "end");
          await ended;
        }),
    );
  }

  /** Resolves once it has loaded; rejects where there can be no thread for it, too. */
  async #started(graph: LaneGraph): Promise<void> {
    const shared = new Int32Array(new SharedArrayBuffer(8));
    // Loading.
    shared[0] = 1;
    const worker = new Worker(entry, { workerData: { ...graph, shared } satisfies LaneStart });
    const lane: Lane = { worker, shared, pending: undefined };
    this.#all.push(lane);
    alive.add(lane);
    await new Promise<void>((resolve, reject) => {
      const fail = (error: Error): void => {
        reject(error);
        lane.pending?.reject(error);
        lane.pending = undefined;
        this.#refuse(error);
      };
      worker.on("error", fail);
      worker.on("messageerror", fail);
      worker.on("exit", () => {
        alive.delete(lane);
        fail(over());
      });
      worker.on("message", (news: LaneNews) => {
        if (news === "ready") resolve();
        else if ("values" in news) lane.pending?.resolve(news.values);
        else lane.pending?.reject(new Error(news.failed));
        lane.pending = undefined;
        // A process that is done does not wait for one that has nothing to do.
        if (!this.#isOver) worker.unref();
        const next = this.#waiting.shift();
        if (next === undefined) this.#idle.push(lane);
        else next.take(lane);
      });
    });
  }

  /** None runs anything any more: one that is gone would be waited for for ever. */
  #refuse(error: Error): void {
    this.#isOver = true;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}

function order({ worker, shared }: Lane, what: LaneOrder): void {
  Atomics.add(shared, 0, 1);
  worker.ref();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  worker.postMessage(what);
}

function over(): Error {
  return new Error("The lane has ended.");
}
