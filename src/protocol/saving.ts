/** Which shown runs have images to be saved or copied. Pure. */
import type { RunView } from "./panel.ts";
import { isImageParticle } from "./particle.ts";

/** Pixels of the longer side of an image, while its run goes on. */
export const longestPreview = 256;

/** Why a run's images cannot be saved with its settings; undefined where they can. */
export function refusedSaving(run: Pick<RunView, "status" | "step" | "steps">): string | undefined {
  return unfinishedWords(run, "save");
}

function unfinishedWords(
  { status, step, steps }: Pick<RunView, "status" | "step" | "steps">,
  what: "save" | "copy",
): string | undefined {
  switch (status) {
    case "done":
      return undefined;
    case "paused":
      return `The run waits at step ${step} of ${steps}, and its images are unfinished: ${what} them when it has come to its end`;
    case "stopped":
    case "failed":
      return `The run ended at step ${step} of ${steps}, so its images are unfinished: run it to its end to ${what} them`;
    default:
      return `The run goes on, and its images are guesses: ${what} them when it has come to its end`;
  }
}

/** Why a run's images cannot be copied as they are; undefined where they can: where all of their pixels are here. */
export function refusedCopy(run: Pick<RunView, "status" | "step" | "steps" | "particles">): string | undefined {
  const isPreview = run.particles.some(
    (one) => isImageParticle(one) && Math.max(one.width, one.height) > longestPreview,
  );
  return isPreview ? unfinishedWords(run, "copy") : undefined;
}
