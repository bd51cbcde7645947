/** What can be done with runs that wait, and with those that failed: another order, out of the queue, once more. */
import { SteeringError } from "../../errors.ts";
import { inform, mention } from "../messages.ts";
import type { RunTarget } from "../commands/runFiles.ts";
import type { RunLauncher } from "../runs/runLauncher.ts";
import type { Services } from "../services.ts";
import type { AskedRun } from "./askedRun.ts";
import { isQueued, type QueuedItem } from "./queueTree.ts";

type Queued = Pick<Services, "launcher" | "queueTree" | "runs">;

/** A line of the list that was clicked, else what is selected there. */
function targets({ queueTree }: Pick<Services, "queueTree">, target: unknown, selected: readonly unknown[]): string[] {
  const chosen: readonly QueuedItem[] = isQueued(target) ? [target] : queueTree.selected;
  const together = selected.filter(isQueued);
  const isAmong = together.some(({ id }) => chosen.some((one) => one.id === id));
  return (isAmong ? together : chosen).map(({ id }) => id);
}

export async function moveQueued(services: Queued, target: unknown, by: -1 | 1): Promise<void> {
  const { queueTree, runs } = services;
  const [id] = targets(services, target, []);
  if (id === undefined || !runs.queue.waiting.includes(id)) {
    void inform("Choose a run of the queue that waits.");
    return;
  }
  runs.queue.shift(id, by);
  await queueTree.select(id);
}

/** Stops what waits before it begins, and lets go of what failed; the run under way is stopped by its own means. */
export async function cancelQueued(services: Queued, target: unknown, selected: readonly unknown[]): Promise<void> {
  const ids = targets(services, target, selected).filter((id) => id !== services.runs.queue.current);
  if (ids.length === 0) void inform("Choose a run of the queue that waits or has failed.");
  else await takeOut(services, ids);
}

export async function clearQueue(services: Queued): Promise<void> {
  const { queue } = services.runs;
  const ids = [...queue.waiting, ...services.runs.failed().map(({ id }) => id)];
  if (ids.length === 0) void inform("No run waits.");
  else await takeOut(services, ids);
}

async function takeOut({ launcher, runs }: Queued, ids: readonly string[]): Promise<void> {
  const waited = ids.filter((id) => runs.queue.waiting.includes(id)).flatMap((id) => runs.asked(id) ?? []);
  for (const id of ids) {
    runs.stop(id);
    runs.forget(id);
  }
  if (waited.length === 0) return;
  const told = waited.length === 1 ? "1 run was" : `${waited.length} runs were`;
  const answer = await inform(`${told} taken out of the queue.`, "Undo");
  if (answer === "Undo") await putBack({ launcher }, waited);
}

async function putBack(
  { launcher }: { launcher: Pick<RunLauncher, "again"> },
  asked: readonly AskedRun[],
): Promise<void> {
  for (const one of asked) await launcher.again(one);
}

/** The same once more, with its own seed: a run of the queue that failed, or any run of the list. Resolves when it has begun or waits. */
export async function retry({ launcher, queueTree, runs }: Queued, target: RunTarget | QueuedItem): Promise<void> {
  const chosen = target ?? queueTree.selected[0];
  if (isQueued(chosen)) {
    const asked = runs.asked(chosen.id);
    if (asked === undefined || runs.view(chosen.id)?.status !== "failed")
      throw new SteeringError("specification-invalid", "Only a run that failed is asked for again: choose one.");
    runs.forget(chosen.id);
    await launcher.again(asked);
  } else if (chosen !== undefined && "header" in chosen && chosen.header !== undefined) {
    const { path, header } = chosen;
    const { origin } = header;
    if (origin !== undefined && origin.particle === undefined)
      throw new SteeringError("specification-invalid", "That run went on from another one: go on from there again.");
    const from = origin?.particle === undefined ? undefined : { ...origin, particle: origin.particle };
    await launcher.launch(header.specification, { keepForm: true, of: path, from });
  } else {
    throw new SteeringError("specification-invalid", "Choose a run of the list, or one of the queue that failed.");
  }
  if (runs.queue.waiting.length > 0) mention("clock", `${runs.queue.waiting.length} waiting`);
}
