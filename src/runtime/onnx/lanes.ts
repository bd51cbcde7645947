/**
 * Lanes: a small graph loaded once more in each of several threads, so that rows which run one by one run side by side. A small network that is divided
 * among cores waits for the slowest of them at each of its operators; a row to a core does not.
 */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { LaneGraph, LaneNews, LaneOrder, LaneStart } from "./laneThread.ts";
import type { Provider } from "./provider.ts";
import type { Feeds, Session, Values } from "./session.ts";

/** `dist/lane.mjs` when bundled; from source, Node strips the types. */
const entry = new URL(import.meta.url.endsWith(".ts") ? "./laneThread.ts" : "./lane.mjs", import.meta.url);

/** How many lanes there are at most: each has a heap of its own, too. */
const mostLanes = 8;
/** Bytes of weights that all lanes together may take, and how much of the memory that is left: what they compute takes more. */
const mostBytes = 500e6;
const shareOfMemory = 1 / 8;
/** Rows that a graph has run before lanes are opened: opening them takes as long as twenty or so. */
const fewestRows = 32;
/** Milliseconds a row from which on they are worth it: a lane hears of a row, and is heard of, in a tenth of one. */
const leastMilliseconds = 1;
/** Rows over which the time of one is averaged. */
const memory = 16;
/** Milliseconds that an exit waits for what lanes are doing. */
const longestWait = 5000;

interface LanePlan {
  readonly count: number;
  /** Of each lane's arithmetic. */
  readonly threads: number;
}

/**
 * As many lanes as keep most threads busy. Undefined where there would be no two.
 *
 * @param free bytes of memory that are left
 */
export function planLanes(bytes: number, threads: number, free = process.availableMemory()): LanePlan | undefined {
  const most = Math.min(mostLanes, threads, Math.floor(Math.min(mostBytes, shareOfMemory * free) / Math.max(1, bytes)));
  let plan: LanePlan = { count: 1, threads };
  for (let count = 2; count <= most; count += 1) {
    const one = { count, threads: Math.floor(threads / count) };
    if (plan.count === 1 || one.count * one.threads >= plan.count * plan.threads) plan = one;
  }
  return plan.count === 1 ? undefined : plan;
}

interface LanedGraph extends LaneGraph {
  readonly provider: Provider;
}

/**
 * The session, which on the CPU has lanes once it has run some rows, for as many rows as they are faster for: `width` says so. Its numbers stay its own to
 * the bit: of each shape the first run that lanes could take is done by both, and where they differ there are no lanes. Nor are there any after one has
 * failed, for whatever reason. Disposing of it ends the lanes; the session stays whoever's it is.
 *
 * @param graph with the threads that the session's arithmetic has
 */
export function withLanes(session: Session, { path, bytes, provider, threads }: LanedGraph): Session {
  const plan = provider === "cpu" ? planLanes(bytes, threads) : undefined;
  if (plan === undefined) return { ...session, [Symbol.asyncDispose]: () => Promise.resolve() };
  return laned(session, { path, bytes, threads: plan.threads }, plan.count);
}

function laned(session: Session, graph: LaneGraph, count: number): Session {
  let rows = 0;
  /** Of all those rows, and of one in a lane, as it was of late. */
  let milliseconds = 0;
  let laneMilliseconds = 0;
  let lanes: Lanes | undefined;
  let opening: Promise<void> | undefined;
  /** Shapes of inputs of which lanes have given the session's numbers. */
  const proven = new Set<string>();
  let isOver = false;

  async function open(): Promise<void> {
    const opened = new Lanes(graph, count);
    try {
      await opened.ready;
      if (!isOver) lanes = opened;
    } catch {
      isOver = true;
    }
    if (isOver) await opened.end();
  }

  async function giveUp(): Promise<void> {
    isOver = true;
    const before = lanes;
    lanes = undefined;
    await before?.end();
  }

  const width = (runs: number): number => {
    if (lanes === undefined || proven.size === 0 || runs < 2) return 1;
    return Math.ceil(runs / count) * laneMilliseconds < (runs * milliseconds) / rows ? count : 1;
  };

  /** The session's own numbers, held against a lane's. */
  async function prove(lanesNow: Lanes, feeds: Feeds, output: string): Promise<Values> {
    const values = await session.run(feeds, output);
    const begin = performance.now();
    const again = await lanesNow.run(feeds, output).catch(() => undefined);
    laneMilliseconds ||= performance.now() - begin;
    if (again !== undefined && isSame(values, again)) proven.add(shapeOf(feeds, output));
    else await giveUp();
    return values;
  }

  async function runInLane(lanesNow: Lanes, feeds: Feeds, output: string): Promise<Values> {
    const begin = performance.now();
    const values = await lanesNow.run(feeds, output);
    laneMilliseconds += (performance.now() - begin - laneMilliseconds) / memory;
    return values;
  }

  return {
    ...session,
    width,
    async run(feeds, output, runs = 1) {
      if (runs < 2) return session.run(feeds, output);
      if (lanes !== undefined && !proven.has(shapeOf(feeds, output))) return prove(lanes, feeds, output);
      if (lanes !== undefined && width(runs) > 1) {
        try {
          return await runInLane(lanes, feeds, output);
        } catch {
          // The session says what is wrong, if anything is but the lane.
          await giveUp();
        }
      }
      const begin = performance.now();
      const values = await session.run(feeds, output);
      milliseconds += performance.now() - begin;
      rows += 1;
      // Lanes that seemed slow, as they are at first and while the machine is busy, are tried again.
      laneMilliseconds *= 1 - 1 / memory;
      if (!isOver && rows >= fewestRows && milliseconds >= leastMilliseconds * rows) opening ??= open();
      return values;
    },
    async [Symbol.asyncDispose]() {
      await giveUp();
      await opening;
    },
  };
}

function shapeOf(feeds: Feeds, output: string): string {
  return [output, ...Object.values(feeds).map(({ dimensions }) => dimensions.join(" "))].join("|");
}

function isSame({ data: a }: Values, { data: b }: Values): boolean {
  const bytesOf = ({ buffer, byteOffset, byteLength }: Values["data"]): Buffer =>
    Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
  return bytesOf(a).equals(bytesOf(b));
}

interface Lane {
  readonly worker: Worker;
  /** As `LaneStart` has it. */
  readonly busy: Int32Array<SharedArrayBuffer>;
  /** The run that it was asked for. */
  pending: { readonly resolve: (values: Values) => void; readonly reject: (error: Error) => void } | undefined;
}

/** Those that run. ONNX Runtime takes the process down where a thread of it ends in the midst of a call, as all do when a process exits. */
const alive = new Set<Lane>();
process.on("exit", () => {
  const until = Date.now() + longestWait;
  for (const { busy } of alive) {
    for (let left = Atomics.load(busy, 0); left > 0 && Date.now() < until; left = Atomics.load(busy, 0))
      Atomics.wait(busy, 0, left, until - Date.now());
  }
});

class Lanes {
  readonly #all: Lane[] = [];
  readonly #idle: Lane[] = [];
  readonly #waiting: { readonly take: (lane: Lane) => void; readonly reject: (error: Error) => void }[] = [];
  #isOver = false;
  /** All have loaded the graph. Rejects where one cannot. */
  readonly ready: Promise<unknown>;

  constructor(graph: LaneGraph, count: number) {
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
    await Promise.all(
      this.#all
        .filter((lane) => alive.has(lane))
        .map(async (lane) => {
          const ended = once(lane.worker, "exit");
          order(lane, "end");
          // One that could not load says so.
          await ended.catch(() => undefined);
        }),
    );
  }

  /** Resolves once it has loaded; rejects where there can be no thread for it, too. */
  async #started(graph: LaneGraph): Promise<void> {
    const busy = new Int32Array(new SharedArrayBuffer(4)).fill(1);
    const worker = new Worker(entry, { workerData: { ...graph, busy } satisfies LaneStart });
    const lane: Lane = { worker, busy, pending: undefined };
    this.#all.push(lane);
    alive.add(lane);
    await new Promise<void>((resolve, reject) => {
      const fail = (error: Error): void => {
        alive.delete(lane);
        reject(error);
        lane.pending?.reject(error);
        lane.pending = undefined;
        this.#refuse(error);
      };
      worker.on("error", fail);
      worker.on("messageerror", fail);
      worker.on("exit", () => fail(over()));
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

function order({ worker, busy }: Lane, what: LaneOrder): void {
  Atomics.add(busy, 0, 1);
  worker.ref();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
  worker.postMessage(what);
}

function over(): Error {
  return new Error("The lane has ended.");
}
