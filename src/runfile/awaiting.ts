/** Whether a run waits for a person: its file ends with a step that was weighed and nobody has selected from, of a run that pauses. Pure. */
import type { RunDocument } from "./document.ts";
import type { RecordedStep } from "./recordedStep.ts";

/** The step at which it waits; undefined where it does not. Throws `run-file` where that step is damaged. */
export async function awaitingStep(document: RunDocument): Promise<RecordedStep | undefined> {
  if (document.stepCount === 0) return undefined;
  const last = await document.step(document.stepCount - 1);
  return isAwaiting(document, last) ? last : undefined;
}

/** @param last the last scored step of the document */
export function isAwaiting(
  { header, end, problem }: Pick<RunDocument, "header" | "end" | "problem">,
  last: Pick<RecordedStep, "isSelected" | "step" | "steps">,
): boolean {
  // It may have been told to go on, and have failed or been stopped before it did.
  const isOver = end?.outcome === "done";
  const { pause } = header.specification;
  return pause !== undefined && !isOver && problem === undefined && !last.isSelected && last.step < last.steps;
}
