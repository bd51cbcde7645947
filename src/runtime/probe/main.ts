/** A process of its own that loads one graph on one provider and times it: if the native code dies, only this dies. */
import { fixedSize, type Port } from "../port.ts";
import { openSession, reasonOf, type Values } from "../session.ts";
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
  const feeds = Object.fromEntries(session.inputs.map((port) => [port.name, zeros(port, request.free)]));
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

function zeros(port: Port, free: readonly number[]): Values {
  const shape = port.dimensions.map((_, axis) => fixedSize(port, axis) ?? free[axis] ?? 1);
  const count = shape.reduce((product, size) => product * size, 1);
  return { data: port.type === "int64" ? new BigInt64Array(count) : new Float32Array(count), dimensions: shape };
}
