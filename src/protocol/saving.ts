/** Which shown runs have images to be saved. Pure. */
import type { RunView } from "./panel.ts";

/** Why a run's images cannot be saved with its settings; undefined where they can. */
export function refusedSaving({ status, step, steps }: Pick<RunView, "status" | "step" | "steps">): string | undefined {
  switch (status) {
    case "done":
      return undefined;
    case "paused":
      return `The run waits at step ${step} of ${steps}, and its images are unfinished: save them when it has come to its end`;
    case "stopped":
    case "failed":
      return `The run ended at step ${step} of ${steps}, so its images are unfinished: run it to its end to save them`;
    default:
      return "The run goes on, and its images are guesses: save them when it has come to its end";
  }
}
