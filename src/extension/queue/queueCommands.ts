/** What can be done with runs that wait, and with those that failed: another order, out of the queue, once more. */
import { SteeringError } from "../../errors.ts";
import { inform, mention } from "../messages.ts";
import type { RunTarget } from "../commands/runFiles.ts";
import type { Services } from "../services.ts";
import { isQueued, type QueuedItem } from "./queueTree.ts";
import { putBack, takeOut } from "./takenOut.ts";

type Queued = Pick<Services, "launcher" | "queueTree" | "runs">;

/** A line of the list that was clicked, else what is selected there. */
async function targets(
  { queueTree }: Pick<Services, "queueTree">,
  target: unknown,
  selected: readonly unknown[],
): Promise<string[]> {
  const chosen: readonly QueuedItem[] = isQueued(target) ? [target] : await queueTree.selected();
  const together = selected.filter(isQueued);
  const isAmong = together.some(({ id }) => chosen.some((one) => one.id === id));
  return (isAmong ? together : chosen).map(({ id }) => id);
}

export async function moveQueued(services: Queued, target: unknown, by: -1 | 1): Promise<void> {
  const { queueTree, runs } = services;
  const [id] = await targets(services, target, []);
  if (id === undefined || !runs.queue.waiting.includes(id)) {
    void inform("Choose a run of the queue that waits.");
    return;
  }
  runs.queue.shift(id, by);
  await queueTree.select(id);
}

/** Stops what waits before it begins, and lets go of what failed; the run under way is stopped by its own means. */
export async function cancelQueued(services: Queued, target: unknown, selected: readonly unknown[]): Promise<void> {
  const chosen = await targets(services, target, selected);
  const ids = chosen.filter((id) => id !== services.runs.queue.current);
  if (ids.length === 0) void inform("Choose a run of the queue that waits or has failed.");
  else await tellTakenOut(services, ids);
}

export async function clearQueue(services: Queued): Promise<void> {
  const { queue } = services.runs;
  const ids = [...queue.waiting, ...services.runs.failed.all.map(({ id }) => id)];
  if (ids.length === 0) void inform("No run waits.");
  else await tellTakenOut(services, ids);
}

async function tellTakenOut({ launcher, runs }: Queued, ids: readonly string[]): Promise<void> {
  const taken = takeOut(runs, ids);
  const length = taken.waited.length + taken.failed.length;
  if (length === 0) return;
  const told = length === 1 ? "1 run was" : `${length} runs were`;
  const answer = await inform(`${told} taken out of the queue.`, "Undo");
  if (answer === "Undo") await putBack(taken, runs, (asked) => launcher.again(asked, { patient: true }));
}

/** The same once more, with its own seed: a run of the queue that failed, or any run of the list. Resolves when it has begun or waits. */
export async function retry({ launcher, queueTree, runs }: Queued, target: RunTarget | QueuedItem): Promise<void> {
  const chosen = target ?? (await queueTree.selected())[0];
  if (isQueued(chosen)) {
    const failed = runs.failed.get(chosen.id);
    if (failed === undefined)
      throw new SteeringError("specification-invalid", "Only a run that failed is asked for again: choose one.");
    await launcher.again(failed.asked);
    runs.failed.forget(failed.id);
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
