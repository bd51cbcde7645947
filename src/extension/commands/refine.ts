/** "Refine": a run again and again, each time with one particle's path kept as reference. */
import { SteeringError } from "../../errors.ts";
import type { RunView } from "../../protocol/panel.ts";
import { refusedRefinement } from "../../protocol/refinement.ts";
import type { RunLauncher } from "../runs/runLauncher.ts";

/** Keeps the path of the particle, or of the best one. Resolves when the run has begun; throws why there is nothing to refine. */
export async function refine(
  launcher: Pick<RunLauncher, "refine">,
  run: RunView | undefined,
  particle: number | undefined = run?.best,
): Promise<void> {
  if (run === undefined || particle === undefined) {
    throw new SteeringError("specification-invalid", "There is no run to refine: generate something first.");
  }
  const refused = refusedRefinement(run);
  if (refused !== undefined) throw new SteeringError("specification-invalid", `${refused}.`);
  await launcher.refine(run, particle);
}
