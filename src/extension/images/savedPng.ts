/** A particle's image as a file: its name, and its bytes with the settings of the run in them, so that the run can be had again. Knows no VS Code. */
import { beginningOf } from "../../cutText.ts";
import { SteeringError } from "../../errors.ts";
import { sizeOfPng } from "../../png/png.ts";
import { withRunSettings } from "../../png/runSettings.ts";
import type { RunView } from "../../protocol/panel.ts";
import { isImageParticle, type ParticleView } from "../../protocol/particle.ts";
import { refusedSaving } from "../../protocol/saving.ts";
import { parseSpecification } from "../../protocol/specification.ts";

/** Throws where it is not what the run's settings lead to: a text, a guess of a run that has not ended, a preview. */
export function savedPng(particle: ParticleView, run: RunView | undefined): Uint8Array {
  if (!isImageParticle(particle) || run === undefined) {
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

/** "a purple car and a green book", 3 → "a-purple-car-and-a-green-book-3.png" */
export function imageName(prompt: string, particle: number): string {
  const words = prompt.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const name = beginningOf(words.join("-"), 60).replace(/-$/u, "");
  return `${name === "" ? "image" : name}-${particle}.png`;
}
