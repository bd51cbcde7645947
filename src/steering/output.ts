/** What comes out of a run: the best particle, and a draw from the steered distribution. Pure. */
import type { RandomStream, RandomStreams } from "./random.ts";
import type { StepRecord } from "./record.ts";
import { inverseCdf } from "./resampling/inverseCdf.ts";

/** Index of the particle with the highest value (at the last step: reward), the first of equals; of one group if named. */
export function best(record: StepRecord<unknown, unknown>, group?: string): number {
  const { start, end } = rangeOf(record, group);
  const values = record.scoring?.values;
  let found = start;
  for (let n = start + 1; n < end; n += 1) {
    if (values !== undefined && (values[n] as number) > (values[found] as number)) found = n;
  }
  return found;
}

/**
 * Index of a particle drawn by weight: at the last step a draw from π, as N grows. Undefined if no particle of the group is feasible.
 * `group` is the first unless one is named.
 */
export function outputDraw(
  record: StepRecord<unknown, unknown>,
  random: RandomStreams,
  group = record.cloud.groups[0]?.key ?? "",
): number | undefined {
  const { start, end } = rangeOf(record, group);
  const weights = record.scoring?.weights.subarray(start, end);
  if (weights === undefined || !weights.some((weight) => weight > 0)) return undefined;
  return start + drawByWeight(weights, random.stream({ purpose: "output", group, slot: 0, step: record.step }));
}

/** An index drawn by weight; the weights need not be normalised. 0 if none is positive. */
export function drawByWeight(weights: ArrayLike<number>, random: RandomStream): number {
  return inverseCdf(Float64Array.from(weights), Float64Array.of(random.uniform()))[0] as number;
}

function rangeOf(record: StepRecord<unknown, unknown>, key: string | undefined): { start: number; end: number } {
  if (key === undefined) return { start: 0, end: record.cloud.states.length };
  const group = record.cloud.groups.find((candidate) => candidate.key === key);
  return group === undefined ? { start: 0, end: 0 } : { start: group.start, end: group.start + group.count };
}
