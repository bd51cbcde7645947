/** "Refine": the shown run again and again, each time with one particle's path kept as reference. */
import { SteeringError } from "../../errors.ts";
import { refusedRefinement } from "../../protocol/refinement.ts";
import type { Services } from "../services.ts";

/** Of the particle, or the best one. Resolves when the run has begun; throws why there is nothing to refine. */
export async function refine(
  { shown, launcher }: Pick<Services, "shown" | "launcher">,
  particle: number | undefined = shown.view?.best,
): Promise<void> {
  const run = shown.view;
  if (run === undefined || particle === undefined) {
    throw new SteeringError("specification-invalid", "There is no run to refine: generate something first.");
  }
  const refused = refusedRefinement(run);
  if (refused !== undefined) throw new SteeringError("specification-invalid", `${refused}.`);
  await launcher.refine(run, particle);
}
