/**
 * A session with lanes: a small graph loaded once more in each of several threads, so that rows which run one by one run side by side. A small network that
 * is divided among cores waits for the slowest of them at each of its operators; a row to a core does not.
 */
import { Lanes } from "./lanes.ts";
import { isMemoryComplaint } from "./memory.ts";
import type { Provider } from "./provider.ts";
import type { Feeds, Session, Values } from "./session.ts";

/** How many lanes there are at most: each has a heap of its own, too. */
const mostLanes = 8;
/** Bytes of weights that all lanes together may take, and how much of the memory that is left: what they compute takes more. */
const mostBytes = 500e6;
const shareOfMemory = 1 / 8;
/** Rows that a graph has run before lanes are opened: opening them takes as long as twenty or so. */
const fewestRows = 32;
/** Milliseconds a row from which on they are worth it: a lane hears of a row, and is heard of, in a tenth of one. */
const leastMilliseconds = 1;
/** Rows over which a time is averaged. */
const averagedOver = 16;
/** Rows in the session after which lanes that were slower are tried again: the machine may have been busy. */
const untilAnotherTry = 512;

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

/** Whether lanes are opened for so many rows at once, each taking so long in the session. For so few that half of them would have nothing to do they are not. */
export function areWorthLanes(rows: number, milliseconds: number, { count }: LanePlan): boolean {
  return milliseconds >= leastMilliseconds && 2 * rows >= count;
}

interface SessionsGraph {
  readonly path: string;
  /** Of graph and weights. */
  readonly bytes: number;
  readonly provider: Provider;
  /** Of the session's arithmetic. */
  readonly threads: number;
}

/** What is known of inputs of one shape. */
interface Pace {
  /** Lanes gave the session's numbers; or it is being found out. */
  proof: "none" | "under way" | "proven";
  /** Milliseconds of a row in the session, and of one in a lane while others are busy, as of late; 0: not known. */
  session: number;
  lane: number;
  /** Rows that lanes have had since they were last tried, and the session since then. */
  laneRows: number;
  sessionRows: number;
}

/**
 * The session, which on the CPU has lanes once it has run some rows, for as many rows as they are faster for: `width` says so. Its numbers stay its own to
 * the bit: of each shape the first run that lanes could take is done by both, and where they differ there are no lanes. Nor are there any after one has
 * failed, for whatever reason. Disposing of it ends the lanes; the session stays whoever's it is.
 */
export function withLanes(session: Session, graph: SessionsGraph): Session {
  let rows = 0;
  let lanes: Lanes | undefined;
  let opening: Promise<void> | undefined;
  let isOver = graph.provider !== "cpu";
  const paces = new Map<string, Pace>();
  /** Of the shape that was run last. */
  let now: Pace | undefined;

  function openFor(runs: number): void {
    if (isOver || opening !== undefined || rows < fewestRows) return;
    const plan = planLanes(graph.bytes, graph.threads);
    if (plan === undefined) isOver = true;
    else if (areWorthLanes(runs, now?.session ?? 0, plan)) opening = open(plan);
  }

  async function open({ count, threads }: LanePlan): Promise<void> {
    const opened = new Lanes({ path: graph.path, bytes: graph.bytes, threads }, count);
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
    if (lanes === undefined || now?.proof !== "proven" || runs < 2) return 1;
    const { count } = lanes;
    // The first rows of each lane take longer.
    const isTried = now.laneRows >= 3 * count;
    return !isTried || Math.ceil(runs / count) * now.lane < runs * now.session ? count : 1;
  };

  /** Where there is no memory lanes may have it. */
  async function runAlone(feeds: Feeds, output: string): Promise<Values> {
    try {
      return await session.run(feeds, output);
    } catch (error) {
      if (lanes === undefined || !isMemoryComplaint(error)) throw error;
      await giveUp();
      return session.run(feeds, output);
    }
  }

  async function runInSession(pace: Pace, feeds: Feeds, output: string): Promise<Values> {
    const begin = performance.now();
    const values = await runAlone(feeds, output);
    rows += 1;
    const isQuiet = opening === undefined || lanes !== undefined || isOver;
    if (isQuiet) pace.session = averaged(pace.session, performance.now() - begin);
    pace.sessionRows += 1;
    if (pace.sessionRows >= untilAnotherTry) pace.laneRows = pace.sessionRows = 0;
    return values;
  }

  async function runInLane(pace: Pace, lanesNow: Lanes, feeds: Feeds, output: string): Promise<Values> {
    const begin = performance.now();
    const values = await lanesNow.run(feeds, output);
    pace.laneRows += 1;
    const isWarm = pace.laneRows > 2 * lanesNow.count;
    pace.lane = isWarm ? averaged(pace.lane, performance.now() - begin) : 0;
    pace.sessionRows = 0;
    return values;
  }

  /** The session's own numbers, held against a lane's. */
  async function prove(pace: Pace, lanesNow: Lanes, feeds: Feeds, output: string): Promise<Values> {
    pace.proof = "under way";
    try {
      const values = await runAlone(feeds, output);
      const again = await lanesNow.run(feeds, output).catch(() => undefined);
      if (again !== undefined && isSame(values, again)) pace.proof = "proven";
      else await giveUp();
      return values;
    } finally {
      if (pace.proof === "under way") pace.proof = "none";
    }
  }

  return {
    ...session,
    width,
    async run(feeds, output, runs = 1) {
      if (runs < 2 || isOver) return session.run(feeds, output);
      const shape = shapeOf(feeds, output);
      const pace = paces.get(shape) ?? { proof: "none", session: 0, lane: 0, laneRows: 0, sessionRows: 0 };
      paces.set(shape, pace);
      now = pace;
      if (lanes !== undefined && pace.proof === "none") return prove(pace, lanes, feeds, output);
      if (lanes !== undefined && width(runs) > 1) {
        try {
          return await runInLane(pace, lanes, feeds, output);
        } catch {
          // The session says what is wrong, if anything is but the lane.
          await giveUp();
        }
      }
      const values = await runInSession(pace, feeds, output);
      openFor(runs);
      return values;
    },
    async [Symbol.asyncDispose]() {
      await giveUp();
      await opening;
    },
  };
}

function averaged(before: number, found: number): number {
  return before === 0 ? found : before + (found - before) / averagedOver;
}

function shapeOf(feeds: Feeds, output: string): string {
  return [output, ...Object.values(feeds).map(({ dimensions }) => dimensions.join(" "))].join("|");
}

function isSame({ data: a }: Values, { data: b }: Values): boolean {
  const bytesOf = ({ buffer, byteOffset, byteLength }: Values["data"]): Buffer =>
    Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
  return bytesOf(a).equals(bytesOf(b));
}
