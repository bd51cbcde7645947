/** "Stop": the run that is looked at, else the one under way. */
import type { RunView } from "../../protocol/panel.ts";
import type { RunController } from "../runs/runController.ts";
import { isActive } from "../../protocol/activeRun.ts";
import { inform } from "../messages.ts";

export function stop(runs: Pick<RunController, "active" | "stop">, view: RunView | undefined): void {
  const run = view !== undefined && isActive(view) ? view : runs.active()[0];
  if (run === undefined) void inform("No run is under way.");
  else runs.stop(run.id);
}
