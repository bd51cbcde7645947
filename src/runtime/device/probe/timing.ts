/** How long runs of a graph take. */
import { areWorthLanes, planLanes } from "../../onnx/lanedSession.ts";
import { Lanes } from "../../onnx/lanes.ts";
import type { Feeds, Session } from "../../onnx/session.ts";
import type { ProbeRequest } from "./messages.ts";

/** The first runs compile shaders and fill caches. */
const warmUps = 2;
const timedRuns = 3;
/** Milliseconds: slow ones need not be known precisely. */
const enough = 1500;

/** Milliseconds of the fastest of a few, after the first ones. */
export async function fastest(run: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  let milliseconds = Infinity;
  for (let at = 0; at < warmUps + timedRuns; at++) {
    const start = performance.now();
    await run();
    const now = performance.now();
    if (at >= warmUps || now - begin > enough) milliseconds = Math.min(milliseconds, now - start);
    if (now - begin > enough) break;
  }
  return milliseconds;
}

/** Milliseconds of so many rows that are run for themselves on the processor: one after the other, or side by side where a run would have lanes and they are faster. */
export async function rowsApart(
  session: Session,
  { path, bytes, threads = 1, output }: Pick<ProbeRequest, "path" | "bytes" | "threads" | "output">,
  feeds: Feeds,
  rows: number,
): Promise<number> {
  const alone = await fastest(() => session.run(feeds, output));
  const plan = planLanes(bytes, threads);
  const isSlow = alone * (warmUps + timedRuns) > enough;
  if (plan === undefined || isSlow || !areWorthLanes(rows, alone, plan)) return rows * alone;
  const lanes = new Lanes({ path, bytes, threads: plan.threads }, plan.count);
  try {
    await lanes.ready;
    const round = await fastest(() => Promise.all(Array.from({ length: plan.count }, () => lanes.run(feeds, output))));
    // Runs mostly have more of them than there are lanes.
    return Math.min(rows * alone, (rows / plan.count) * round);
  } catch {
    // A run has none then, either.
    return rows * alone;
  } finally {
    await lanes.end();
  }
}
