/** "Stop Now" and "Stop After This Step": the run that is looked at, else the one under way. */
import type { RunView } from "../../protocol/panel.ts";
import type { RunController } from "../runs/runController.ts";
import { isActive } from "../../protocol/activeRun.ts";
import { inform } from "../messages.ts";

type Stopped = Pick<RunController, "active" | "stop" | "stopAfterStep">;

export function stop(runs: Stopped, view: RunView | undefined): void {
  const run = underWay(runs, view);
  if (run !== undefined) runs.stop(run.id);
}

export function stopAfterStep(runs: Stopped, view: RunView | undefined): void {
  const run = underWay(runs, view);
  if (run !== undefined) runs.stopAfterStep(run.id);
}

function underWay(runs: Stopped, view: RunView | undefined): RunView | undefined {
  const run = view !== undefined && isActive(view) ? view : runs.active()[0];
  if (run === undefined) void inform("No run is under way.");
  return run;
}
