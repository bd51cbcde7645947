/** The best particle of all iterations of a run, which may be none of the last one's. Reads the last step of each. */
import type { BestBefore } from "../protocol/run.ts";
import type { RunDocument } from "./document.ts";
import { shownParticles } from "./shownStep.ts";

/** @param last the last iteration that counts; undefined where no step of a run's end is there */
export async function bestIteration(document: RunDocument, last: number): Promise<BestBefore | undefined> {
  let best: { readonly index: number; readonly particle: number; readonly reward: number } | undefined;
  for (let index = 0; index < document.stepCount; index += 1) {
    const { iteration } = document.keyOf(index);
    if (iteration > last) break;
    if (index + 1 < document.stepCount && document.keyOf(index + 1).iteration === iteration) continue;
    const { values, step, steps } = await document.step(index);
    if (step < steps) continue;
    const reward = values.reduce((most, value) => Math.max(most, value), -Infinity);
    // Of equals the last: it is seen without a look back.
    if (best === undefined || reward >= best.reward) best = { index, particle: values.indexOf(reward), reward };
  }
  if (best === undefined) return undefined;
  const { index, particle } = best;
  const shown = await shownParticles(document, await document.step(index));
  return { iteration: document.keyOf(index).iteration, particle: shown[particle]! };
}
