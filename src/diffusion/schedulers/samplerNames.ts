/** Schedulers in a sentence, as values of the run's field `sampler`. Pure. */
import { namedField, type Sentence } from "../../errors.ts";

/** "the scheduler ddim, euler-ancestral or dpm++-sde" */
export function samplerNames(...names: readonly string[]): Sentence {
  return names.flatMap((name, i) => [
    ...(i === 0 ? [] : [i === names.length - 1 ? " or " : ", "]),
    namedField("sampler", name, i === 0 ? `the scheduler ${name}` : name),
  ]);
}
