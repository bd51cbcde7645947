/** A process of its own that loads one graph on one provider and times it: if the native code dies, only this dies. */
import { filled } from "../../onnx/filled.ts";
import { fixedSize, type Port } from "../../onnx/port.ts";
import { type Feeds, openSession, reasonOf, type Session, type Values } from "../../onnx/session.ts";
import { toldOf } from "../toldNumbers.ts";
import { keepLastWatch } from "../../lastWatch.ts";
import { fastest, rowsApart } from "./timing.ts";
import type { GivenState, ProbeReply, ProbeRequest, TimedProbeRequest, TokenState } from "./messages.ts";

/** Numbers of the output that are told. */
const told = 65_536;

/** Milliseconds after which whoever asked should have ended it. */
const grace = 5000;

process.once("message", (message) => {
  const request = message as TimedProbeRequest;
  keepLastWatch(request.limit + grace);
  void probe(request)
    .catch((error: unknown): ProbeReply => ({
      failure: reasonOf(error instanceof Error ? (error.cause ?? error) : error),
    }))
    .then((reply) => process.send?.(reply, () => process.exit(0)));
});

/** Milliseconds of one run, the fastest of a few, and what came out. */
async function probe(request: TimedProbeRequest): Promise<ProbeReply> {
  const begin = performance.now();
  await using session = await openSession(request.path, request);
  if (request.given !== undefined) return await answer(session, request.given, request.output);
  const feeds = feedsFor(session, request);
  let output: Values["data"] | undefined;
  const together = await fastest(async () => ({ data: output } = await session.run(feeds, request.output)));
  const [rows = 1] = request.free;
  // What is known already must be told in time. A text graph that takes places runs its rows together.
  const isTimedApart =
    request.provider === "cpu" &&
    rows > 1 &&
    feeds["places"] === undefined &&
    performance.now() - begin < request.limit / 4;
  const apart = isTimedApart ? await eachAlone(session, request, feeds, rows) : Infinity;
  return {
    milliseconds: Math.min(together, apart),
    output: output instanceof Float32Array ? output.slice(0, told) : undefined,
  };
}

/** Milliseconds of rows that are run for themselves; infinite where the graph does not take one alone. */
async function eachAlone(session: Session, request: ProbeRequest, whole: Feeds, rows: number): Promise<number> {
  const feeds = feedsFor(session, { ...request, free: [1, ...request.free.slice(1)] });
  const isSame = Object.entries(feeds).every(([name, { data }]) => data.length === whole[name]!.data.length);
  return isSame ? Infinity : rowsApart(session, request, feeds, rows).catch(() => Infinity);
}

/** What one run makes of a state that another device was given. */
async function answer(session: Session, { feeds, rows }: GivenState, output: string): Promise<ProbeReply> {
  const start = performance.now();
  const result = await session.run(feeds, output);
  return { milliseconds: performance.now() - start, output: toldOf(result, rows) };
}

/** A state in the midst of a run, of as many rows as `free` begins with. */
function feedsFor({ inputs }: Session, { free, tokens }: Pick<ProbeRequest, "free" | "tokens">): Feeds {
  const feeds = { ...feedsOf(inputs, free) };
  halfWrite(feeds, tokens);
  return feeds;
}

/** For every input. A free dimension's name has one size wherever it stands; the input of most dimensions says which. */
function feedsOf(ports: readonly Port[], free: readonly number[]): Feeds {
  const named = new Map<string, number>();
  const sizeOf = (port: Port, axis: number): number => {
    const name = port.dimensions[axis];
    const known = typeof name === "string" ? named.get(name) : undefined;
    const size = fixedSize(port, axis) ?? known ?? free[axis] ?? 1;
    if (typeof name === "string" && name !== "") named.set(name, size);
    return size;
  };
  const sorted = ports.toSorted((a, b) => b.dimensions.length - a.dimensions.length);
  return Object.fromEntries(
    sorted.map((port) => {
      const dimensions = port.dimensions.map((_, axis) => sizeOf(port, axis));
      const { data } = filled(port, 1, dimensions);
      const isState = data instanceof Float32Array && dimensions.length > 1;
      return [port.name, { data: isState ? noisy(data.length) : data, dimensions }];
    }),
  );
}

/** A text in the midst of a run: every other place is written, with a token of its own. A graph that takes places is asked for all. */
function halfWrite(feeds: Record<string, Values>, tokens: TokenState | undefined): void {
  const state = tokens && feeds[tokens.input];
  if (tokens === undefined || state === undefined) return;
  const { maskId, vocabularySize } = tokens;
  fill(state, (place) => (place % 2 === 0 ? maskId : (place * 7919) % vocabularySize));
  const asked = feeds["places"];
  if (asked !== undefined) fill(asked, (index) => index % (asked.dimensions.at(-1) ?? 1));
}

function fill({ data }: Values, value: (index: number) => number): void {
  for (let i = 0; i < data.length; i++) data[i] = data instanceof BigInt64Array ? BigInt(value(i)) : value(i);
}

/** As a state is on its way: every number another one, of either sign, and the same in every process. */
function noisy(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => 1.4 * Math.sin(12.9898 * i * i));
}
