/** `--out-dir`: a PNG for each image of a run, a sheet of them all, and the run's JSON. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../../makeFolder.ts";
import type { RgbaImage } from "../../diffusion/image.ts";
import { messageOf, SteeringError } from "../../errors.ts";
import { decodePng, encodePng } from "../../png/png.ts";
import { withRunSettings } from "../../png/runSettings.ts";
import { isImageParticle } from "../../protocol/particle.ts";
import type { RunResult } from "../../protocol/run.ts";
import type { Finding } from "../../steering/diagnosis/diagnose.ts";
import { contactSheet } from "../../png/contactSheet.ts";
import { resultJson } from "./result.ts";

export interface WrittenImages {
  /** Names of the files, in the order of the particles. */
  readonly files: readonly string[];
  /** Why it is not all of them, in a sentence. */
  readonly problem: SteeringError | undefined;
}

export async function writeImages(
  result: RunResult,
  findings: readonly Finding[],
  folder: string,
): Promise<WrittenImages> {
  const particles = result.particles.filter(isImageParticle);
  if (particles.length === 0) {
    const sentence = "--out-dir keeps images, and the model writes texts. Use --out.";
    return { files: [], problem: new SteeringError("specification-invalid", sentence) };
  }
  const images: RgbaImage[] = [];
  const names: string[] = [];
  try {
    await makeFolder(folder);
    for (const { index, png } of particles) {
      const bytes = Buffer.from(png, "base64");
      const name = `particle-${String(index).padStart(3, "0")}.png`;
      await writeFile(
        join(folder, name),
        withRunSettings(bytes, { specification: result.specification, particle: index }),
      );
      images.push(decodePng(bytes));
      names.push(name);
    }
    await writeFile(join(folder, "contact-sheet.png"), encodePng(contactSheet(images)));
    await writeFile(join(folder, "run.json"), `${JSON.stringify(resultJson(result, findings, names), null, 2)}\n`);
  } catch (cause) {
    const sentence = `The images could not be written to ${folder}: ${messageOf(cause)}. Choose another --out-dir.`;
    return { files: names, problem: new SteeringError("run-file", sentence, { cause }) };
  }
  return { files: names, problem: undefined };
}
