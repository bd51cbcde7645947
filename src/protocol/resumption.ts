/** Which shown runs can be gone on with where they ended. Pure. */
import type { RunView } from "./panel.ts";

/** Why a run cannot be resumed, in a sentence without its full stop; undefined where it can. */
export function refusedResumption({
  status,
  rewardVersions,
}: Pick<RunView, "status" | "rewardVersions">): string | undefined {
  if (status === "done") return "The run came to its end";
  if (status !== "stopped" && status !== "failed" && status !== "paused") return "The run goes on";
  // A run has a file from when its model and rewards are open.
  return rewardVersions.length === 0 ? "The run had not begun: run it again" : undefined;
}
