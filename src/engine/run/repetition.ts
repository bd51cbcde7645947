/** A run that repeats another, compared with it when its last step is written: equal record by record, or where it first differs, and what may be why. */
import { fileName } from "../../protocol/rewardWords.ts";
import type { RunResult } from "../../protocol/run.ts";
import { openRunDocument, type RunDocument } from "../../runfile/document.ts";
import { runDifference } from "../../runfile/runDifference.ts";

/** @param path of the run that repeats `before`, as far as it is written */
export async function comparedWith(before: RunDocument, path: string): Promise<NonNullable<RunResult["repeated"]>> {
  await using again = await openRunDocument(path);
  const { first, made } = await runDifference(before, again);
  // The run's file keeps the sentence: where the other one lies is no part of it.
  const of = before.path;
  const name = fileName(of);
  const otherwise = made.length === 0 ? "" : `, though it was made with other ${made.join("; ")}`;
  if (first === undefined) {
    const far = await howFar(before);
    return { of, isSame: true, message: `This run repeats ${name} exactly${far}: every record is equal${otherwise}.` };
  }
  const why =
    made.length === 0
      ? "Model, rewards, device, threads and versions are the same: something else decides, such as a reward that draws lots"
      : `It was made with other ${made.join("; ")}`;
  return { of, isSame: false, message: `This run does not repeat ${name}: it first differs in ${first}. ${why}.` };
}

/** As far as a repetition can go, where that is not all of the run. */
async function howFar(before: RunDocument): Promise<string> {
  const { continuation, end, problem, stepCount } = before;
  if (problem === undefined && continuation !== undefined) return ", up to where it went on after its end";
  if (problem === undefined && (end?.outcome === "done" || stepCount === 0)) return "";
  const last = stepCount === 0 ? undefined : await before.step(stepCount - 1);
  const reached = last === undefined ? "no step" : `step ${last.step} of ${last.steps}`;
  return `, as far as ${problem === undefined ? "that goes" : "its file can be read"} (${reached})`;
}
