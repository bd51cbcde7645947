/** How far a run came that ended before its time, in every face the same. Pure. */
import { formatCount } from "./numberWords.ts";

/** "at step 3 of 64"; how many there are is known from the first step on where the model decides. */
export function reachedWords({ step, steps }: { readonly step: number; readonly steps: number }): string {
  return steps === 0 ? "before its first step" : `at step ${formatCount(step)} of ${formatCount(steps)}`;
}
