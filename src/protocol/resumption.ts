/** Which shown runs can be gone on with where they ended. Pure. */
import { SteeringError } from "../errors.ts";
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

/** Whether nothing was wrong with a run that failed of this: its device or its engine gave way, and it can be gone on with as it is. */
export function isCutOff(error: unknown): boolean {
  if (!(error instanceof SteeringError)) return false;
  return error.code === "engine-died" || isDeviceLost(error);
}

/** A device gave up in the midst of its work, for lack of anything but memory; its process has lost it for good. */
export function isDeviceLost(error: unknown): boolean {
  return error instanceof SteeringError && error.code === "device-unavailable" && error.details["isLost"] === true;
}
