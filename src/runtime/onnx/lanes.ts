/**
 * Lanes: a small graph loaded once more in each of several threads, with a thread of arithmetic each, so that rows which run one by one run side by
 * side. A small network divided among cores waits for the slowest of them at each of its operators; a row to a core does not.
 */
import { Worker } from "node:worker_threads";
import type { LaneNews, LaneOrder, LaneStart } from "./laneThread.ts";
import type { Provider } from "./provider.ts";
import type { Feeds, Session, Values } from "./session.ts";

/** `dist/lane.mjs` when bundled; from source, Node strips the types. */
const entry = new URL(import.meta.url.endsWith(".ts") ? "./laneThread.ts" : "./lane.mjs", import.meta.url);

/** Bytes of weights that all lanes together may take, and how many there are at most: each has a heap of its own as well. */
const mostBytes = 500e6;
const mostLanes = 8;
/** Rows that a graph has run before lanes are opened: opening them takes as long as twenty or so. */
const fewestRows = 32;
/** Milliseconds a row from which on they are worth it: a lane hears of a row, and is heard of, in a tenth of one. */
const least = 1;

interface LanePlan {
  readonly count: number;
  /** Of each lane's arithmetic. */
  readonly threads: number;
}

/** Undefined where there would be no two lanes. */
export function planLanes(bytes: number, threads: number): LanePlan | undefined {
  const count = Math.min(threads, mostLanes, Math.floor(mostBytes / Math.max(1, bytes)));
  return count < 2 ? undefined : { count, threads: Math.floor(threads / count) };
}

export interface LanedGraph {
  readonly path: string;
  readonly bytes: number;
  readonly provider: Provider;
  /** That the session's arithmetic has. */
  readonly threads: number;
}

/**
 * The session; on the CPU, with lanes once it has run some rows, of which `width` tells. Its numbers stay its own to the bit: the first run that lanes
 * could take is done by both, and where they differ there are none. Nor are there any after one has failed, for whatever reason. Disposing of it ends the
 * lanes; the session stays whoever's it is.
 */
export function withLanes(session: Session, { path, bytes, provider, threads }: LanedGraph): Session {
  const plan = provider === "cpu" ? planLanes(bytes, threads) : undefined;
  if (plan === undefined) return { ...session, [Symbol.asyncDispose]: () => Promise.resolve() };
  return laned(session, { path, bytes, threads: plan.threads }, plan.count);
}

function laned(session: Session, start: LaneStart, count: number): Session {
  let rows = 0;
  let milliseconds = 0;
  let lanes: Lanes | undefined;
  let opening: Promise<void> | undefined;
  let isProven = false;
  let isOver = false;

  async function open(): Promise<void> {
    const opened = new Lanes(start, count);
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
    isProven = false;
    const before = lanes;
    lanes = undefined;
    await before?.end();
  }

  return {
    ...session,
    width: () => (isProven ? count : 1),
    async run(feeds, output, isAmong = false) {
      if (!isAmong) return session.run(feeds, output);
      if (isProven && lanes !== undefined) {
        try {
          return await lanes.run(feeds, output);
        } catch {
          // The session says what is wrong, if anything is but the lane.
          await giveUp();
        }
      }
      const begin = performance.now();
      const values = await session.run(feeds, output);
      milliseconds += performance.now() - begin;
      rows += values.dimensions[0] ?? 1;
      if (!isOver && rows >= fewestRows && milliseconds >= least * rows) opening ??= open();
      if (lanes !== undefined && !isProven) {
        const again = await lanes.run(feeds, output).catch(() => undefined);
        if (again !== undefined && isSame(values, again)) isProven = true;
        else await giveUp();
      }
      return values;
    },
    async [Symbol.asyncDispose]() {
      await giveUp();
      await opening;
    },
  };
}

function isSame({ data: a }: Values, { data: b }: Values): boolean {
  const bytesOf = ({ buffer, byteOffset, byteLength }: Values["data"]): Buffer =>
    Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
  return bytesOf(a).equals(bytesOf(b));
}

interface Lane {
  readonly worker: Worker;
  /** What it was asked for last. */
  told: { readonly resolve: (values: Values) => void; readonly reject: (error: Error) => void } | undefined;
}

class Lanes {
  readonly #all: readonly Lane[];
  readonly #idle: Lane[] = [];
  readonly #waiting: { readonly take: (lane: Lane) => void; readonly reject: (error: Error) => void }[] = [];
  #isOver = false;
  /** All have loaded the graph. Rejects where one cannot. */
  readonly ready: Promise<unknown>;

  constructor(start: LaneStart, count: number) {
    this.#all = Array.from({ length: count }, () => ({
      worker: new Worker(entry, { workerData: start }),
      told: undefined,
    }));
    this.ready = Promise.all(this.#all.map((lane) => this.#listen(lane)));
  }

  /** As a session's, by the next lane that is free. Rejects with whatever went wrong in it. */
  async run(feeds: Feeds, output: string): Promise<Values> {
    if (this.#isOver) throw over();
    const lane = this.#idle.pop() ?? (await new Promise<Lane>((take, reject) => this.#waiting.push({ take, reject })));
    return new Promise((resolve, reject) => {
      lane.told = { resolve, reject };
      lane.worker.ref();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
      lane.worker.postMessage({ feeds, output } satisfies LaneOrder);
    });
  }

  /** Once what they are doing is done; nothing else is begun. */
  async end(): Promise<void> {
    this.#isOver = true;
    for (const { reject } of this.#waiting.splice(0)) reject(over());
    await Promise.all(
      this.#all.map(
        ({ worker }) =>
          new Promise<void>((resolve) => {
            if (worker.threadId < 0) return resolve();
            worker.ref();
            worker.once("exit", () => resolve());
            // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
            worker.postMessage("end" satisfies LaneOrder);
          }),
      ),
    );
  }

  /** Resolves once it has loaded. */
  #listen(lane: Lane): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => {
        reject(error);
        lane.told?.reject(error);
        lane.told = undefined;
      };
      lane.worker.on("error", fail);
      lane.worker.on("exit", () => fail(over()));
      lane.worker.on("message", (news: LaneNews) => {
        if (news === "ready") resolve();
        else if ("values" in news) lane.told?.resolve(news.values);
        else lane.told?.reject(new Error(news.failed));
        lane.told = undefined;
        // A process that is done does not wait for one that has nothing to do.
        if (!this.#isOver) lane.worker.unref();
        this.#free(lane);
      });
    });
  }

  #free(lane: Lane): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(lane);
    else next.take(lane);
  }
}

function over(): Error {
  return new Error("The lane has ended.");
}
