/** Runs that were taken out of the queue, and the way back. Knows not VS Code. */
import type { Run, RunController } from "../runs/runController.ts";
import type { AskedRun } from "./askedRun.ts";
import type { FailedRun } from "./failedRuns.ts";

export interface TakenOut {
  /** In their order, each with how many waited before it. */
  readonly waited: readonly { readonly asked: AskedRun; readonly place: number }[];
  readonly failed: readonly FailedRun[];
  /** Why the queue was held. */
  readonly held: string | undefined;
}

/** Stops what waits before it begins, and lets go of what failed. */
export function takeOut(runs: RunController, ids: readonly string[]): TakenOut {
  const { held, waiting } = runs.queue;
  const waited = waiting.flatMap((id, place) => {
    const asked = ids.includes(id) ? runs.asked(id) : undefined;
    return asked === undefined ? [] : [{ asked, place }];
  });
  const failed = runs.failed.all.filter(({ id }) => ids.includes(id));
  for (const id of ids) {
    if (waiting.includes(id)) runs.stop(id);
    runs.failed.forget(id);
  }
  return { waited, failed, held };
}

/**
 * What failed is listed again; what waited is where it was, as far as what waits now lets it. A queue that was held, and so waited for a person, does so again. Where
 * one cannot be asked for any more, the others are: then the first reason is thrown.
 */
export async function putBack(
  { waited, failed, held }: TakenOut,
  { queue, failed: failures }: Pick<RunController, "queue" | "failed">,
  again: (asked: AskedRun) => Promise<Run>,
): Promise<void> {
  // One that was asked for again meanwhile goes on.
  for (const one of failed) if (![queue.current, ...queue.waiting].includes(one.id)) failures.add(one);
  const reasons: unknown[] = [];
  for (const { asked, place } of waited) {
    const run = await again(asked).catch((error: unknown) => void reasons.push(error));
    if (run === undefined) continue;
    queue.move([run.id], queue.waiting[place]);
    if (held !== undefined) queue.hold(held);
  }
  if (queue.held === undefined) queue.goOn();
  if (reasons.length > 0) throw reasons[0];
}
