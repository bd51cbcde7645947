/** The steps that scrubber, lineage and curves show of a run: all of them, or a part that a person chose. Pure: numbers in, numbers out. */

/** From … to, in steps. */
export interface StepRange {
  readonly from: number;
  readonly to: number;
}

/** Fewer steps are not shown: there would be nothing to see between two of them. */
const fewest = 2;

export function allSteps(steps: number): StepRange {
  return { from: 0, to: Math.max(1, steps) };
}

/** Undefined: all steps, where the part is all of them, or less than can be seen. */
export function partOf(steps: number, from: number, to: number): StepRange | undefined {
  const [low, high] = [Math.max(0, Math.min(from, to)), Math.min(steps, Math.max(from, to))];
  return high - low < fewest || high - low >= steps ? undefined : { from: low, to: high };
}

/** Larger by `factor` about a step that stays where it is; undefined: all steps. As it was where it cannot be larger. */
export function zoomed(
  range: StepRange | undefined,
  factor: number,
  about: number,
  steps: number,
): StepRange | undefined {
  const { from, to } = range ?? allSteps(steps);
  const wide = (to - from) / factor;
  if (wide >= steps) return undefined;
  if (wide < fewest) return range;
  const share = (Math.min(to, Math.max(from, about)) - from) / (to - from);
  return moved({ from: about - share * wide, to: about + (1 - share) * wide }, steps);
}

/** Moved as little as it takes for a step to be in it. */
export function containing(range: StepRange | undefined, step: number, steps: number): StepRange | undefined {
  if (range === undefined || (step >= range.from && step <= range.to)) return range;
  const by = step < range.from ? step - range.from : step - range.to;
  return moved({ from: range.from + by, to: range.to + by }, steps);
}

/** Where a step lies in it: 0 at its beginning, 1 at its end. */
export function shareOf({ from, to }: StepRange, step: number): number {
  return (step - from) / (to - from);
}

/** Kept inside the run. */
function moved({ from, to }: StepRange, steps: number): StepRange {
  const by = from < 0 ? -from : to > steps ? steps - to : 0;
  return { from: from + by, to: to + by };
}
