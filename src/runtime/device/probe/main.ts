/** A process of its own that loads one graph on one provider and times it: if the native code dies, only this dies. */
import { filled } from "../../onnx/filled.ts";
import { fixedSize, type Port } from "../../onnx/port.ts";
import { type Feeds, openSession, reasonOf } from "../../onnx/session.ts";
import type { ProbeReply, ProbeRequest } from "./messages.ts";

/** The first runs compile shaders and fill caches. */
const warmUps = 2;
const timedRuns = 3;
/** Slow ones need not be known precisely. */
const enough = 1500;

process.once("message", (message) => {
  void probe(message as ProbeRequest)
    .catch((error: unknown): ProbeReply => ({
      failure: reasonOf(error instanceof Error ? (error.cause ?? error) : error),
    }))
    .then((reply) => process.send?.(reply, () => process.exit(0)));
});

/** Milliseconds of one run, the fastest of a few. */
async function probe(request: ProbeRequest): Promise<ProbeReply> {
  await using session = await openSession(request.path, request);
  const feeds = zeros(session.inputs, request.free);
  const begin = performance.now();
  let milliseconds = Infinity;
  for (let run = 0; run < warmUps + timedRuns; run++) {
    const start = performance.now();
    await session.run(feeds, request.output);
    const now = performance.now();
    if (run >= warmUps || now - begin > enough) milliseconds = Math.min(milliseconds, now - start);
    if (now - begin > enough) break;
  }
  return { milliseconds };
}

/** For every input. A free dimension's name has one size wherever it stands; the input of most dimensions says which. */
function zeros(ports: readonly Port[], free: readonly number[]): Feeds {
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
      return [port.name, filled(port, 0, dimensions)];
    }),
  );
}
