/** Genealogies of real runs of the particle system on a made-up process whose values are told, not modelled. */
import type { Genealogy, GenealogyStep } from "../../../src/steering/genealogy.ts";

export interface ToldStep {
  readonly values: readonly number[];
  readonly weights?: readonly number[];
  readonly ancestors?: readonly number[];
  readonly ess?: number;
  readonly resampled?: boolean;
}

/** One group; steps 4, 8, 12 … of as many transitions as there are steps times four. */
export function told(strength: number, steps: readonly ToldStep[]): Genealogy {
  const count = steps[0]?.values.length ?? 0;
  const scored = steps.map(({ values, weights, ancestors, ess, resampled }, j): GenealogyStep => ({
    step: 4 * (j + 1),
    values,
    weights: weights ?? values.map(() => 1 / count),
    ancestors: ancestors ?? values.map((_, n) => n),
    groups: [{ ess: ess ?? count, resampled: resampled ?? ancestors !== undefined, strength }],
  }));
  return { steps: 4 * steps.length, groups: [{ start: 0, count }], scored };
}
