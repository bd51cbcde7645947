/** A particle's image as a file: with the settings of its run in it, so that the run can be had again. Knows no VS Code. */
import { SteeringError } from "../../errors.ts";
import { sizeOfPng } from "../../png/png.ts";
import { withRunSettings } from "../../png/runSettings.ts";
import type { RunView } from "../../protocol/panel.ts";
import type { ParticleView } from "../../protocol/run.ts";
import { refusedSaving } from "../../protocol/saving.ts";
import { parseSpecification } from "../../protocol/specification.ts";

/** Throws where it is not what the run's settings lead to: a text, a guess of a run that has not ended, a preview. */
export function savedPng(particle: ParticleView, run: RunView | undefined): Uint8Array {
  if (particle.modality !== "image" || run === undefined) {
    throw new SteeringError("internal", "That particle is a text: copy it, or insert it into an editor.");
  }
  const refused = refusedSaving(run);
  if (refused !== undefined) throw new SteeringError("internal", `${refused}.`);
  const png = Buffer.from(particle.png, "base64");
  const { width, height } = sizeOfPng(png);
  if (width !== particle.width || height !== particle.height) {
    throw new SteeringError(
      "internal",
      `Only a preview of particle ${particle.index} is here, with ${width} × ${height} of its ${particle.width} × ${particle.height} pixels. Run again to save it.`,
    );
  }
  return withRunSettings(png, { specification: parseSpecification(run.specification), particle: particle.index });
}
