/** "Stop Now" and "Stop After This Step": the run that is looked at, else the one under way. */
import type { RunView } from "../../protocol/panel.ts";
import type { RunController } from "../runs/runController.ts";
import { isActive } from "../../protocol/activeRun.ts";
import { inform } from "../messages.ts";

type Stopped = Pick<RunController, "queue" | "stop" | "stopAfterStep">;

export function stop(runs: Stopped, view: RunView | undefined): void {
  const id = underWay(runs, view);
  if (id !== undefined) runs.stop(id);
}

export function stopAfterStep(runs: Stopped, view: RunView | undefined): void {
  const id = underWay(runs, view);
  if (id !== undefined) runs.stopAfterStep(id);
}

/** What waits is taken out of the queue where a person looks at it, and not for want of one under way. */
function underWay({ queue }: Stopped, view: RunView | undefined): string | undefined {
  const id = view !== undefined && isActive(view) ? view.id : queue.current;
  if (id === undefined) void inform("No run is under way.");
  return id;
}
