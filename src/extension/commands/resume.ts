/** "Resume": a run that was stopped or cut off goes on from its last scored step, in its own file. */
import { SteeringError } from "../../errors.ts";
import type { Services } from "../services.ts";
import { pathOf, type RunTarget } from "./runFiles.ts";

/** A line of the list, a file, or the run that is looked at. Resolves when it goes on; throws why it cannot. */
export async function resume(
  { launcher, panel, sessions }: Pick<Services, "launcher" | "panel" | "sessions">,
  target: RunTarget,
): Promise<void> {
  const path = pathOf(target) ?? sessions.active?.id;
  if (path === undefined) {
    throw new SteeringError("specification-invalid", "There is no run to resume: open one that was cut off.");
  }
  panel.show({ focus: false });
  await launcher.resume(path);
}
