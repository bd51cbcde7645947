/** Rewards that take few values: whether they do, and within what range. Pure. */

/** A reward of more different values is as good as continuous. */
const most = 16;

/** The different finite numbers, rising; undefined where they are many. */
export function fewValues(numbers: readonly (number | undefined)[]): readonly number[] | undefined {
  const different = new Set(numbers.filter((number) => number !== undefined && Number.isFinite(number)) as number[]);
  return different.size > most ? undefined : [...different].toSorted((a, b) => a - b);
}

/**
 * The range of a reward that takes few values over all seeds: a quarter as many as there were samples, or two. Undefined of any other.
 * @param values of each seed, as `fewValues` gives them
 * @param samples that were scored, in all seeds together
 */
export function rangeOfFew(
  values: readonly (readonly number[] | undefined)[],
  samples: number,
): readonly [low: number, high: number] | undefined {
  if (values.includes(undefined)) return undefined;
  const all = fewValues(values.flatMap((each) => each ?? []));
  if (all === undefined || all.length === 0 || all.length > Math.max(2, samples / 4)) return undefined;
  return [all[0] as number, all.at(-1) as number];
}
