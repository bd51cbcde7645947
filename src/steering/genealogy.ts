/** Who descends from whom over a run's scored steps, and what weight decided it. Pure: numbers in, numbers out. */
import { logSumExp } from "./weights.ts";

/** One group's particles within a step's arrays: start … start + count − 1, the same at every step. */
export interface GenealogyGroup {
  readonly start: number;
  readonly count: number;
}

/** A scored step. Arrays have one entry a particle, as it was scored; `ancestors` are those that went on. */
export interface GenealogyStep {
  readonly step: number;
  /** v_j; at the last step the reward. −∞ under a hard constraint. */
  readonly values: ArrayLike<number>;
  /** [reward][particle]: what each reward said by itself, unweighted; undefined where that is not told. */
  readonly parts?: readonly ArrayLike<number>[];
  /** Normalised within each group, before the resampling. */
  readonly weights: ArrayLike<number>;
  /** ancestors[m] = n: particle m of the next scored step descends from particle n of this one. */
  readonly ancestors: ArrayLike<number>;
  /** Log factors that a person put on the weights; undefined: none. */
  readonly votes?: ArrayLike<number>;
  readonly groups: readonly {
    /** In 1 … N; 0 where every particle is infeasible. */
    readonly ess: number;
    readonly resampled: boolean;
    /** λ_j. */
    readonly strength: number;
    /** Estimate of log Z with this step's weights in it, in a refinement of its conditional run; undefined where that is not told. */
    readonly logZ?: number;
  }[];
}

/** One pass through the steps. */
export interface Genealogy {
  /** Transitions from noise to sample. */
  readonly steps: number;
  readonly groups: readonly GenealogyGroup[];
  readonly scored: readonly GenealogyStep[];
}

/** A particle at a scored step: `at` is the index of that step in `scored`. */
export interface GenealogyPlace {
  readonly at: number;
  readonly particle: number;
}

/**
 * By scored step, what a reward said of each particle; undefined where that is not known. A step that tells nothing of a reward that is alone, among others
 * that do, is one at which it counted as it is: its numbers are the values.
 *
 * @param rewards how many there are
 */
export function partsOf(
  scored: readonly GenealogyStep[],
  reward: number,
  rewards: number,
): (ArrayLike<number> | undefined)[] {
  const isTold = scored.some(({ parts }) => parts !== undefined);
  return scored.map(({ parts, values }) => (parts === undefined && isTold && rewards === 1 ? values : parts?.[reward]));
}

/** The particle's ancestors at the scored steps 0 … at, itself last. */
export function pathOf({ scored }: Genealogy, { at, particle }: GenealogyPlace): number[] {
  const path = [particle];
  for (let j = at - 1; j >= 0; j -= 1) path.push(ancestor(scored[j], path.at(-1) as number));
  return path.toReversed();
}

/** The particle's descendants at the scored steps at … last, itself first; empty lists after it has died out. */
export function descendantsOf({ scored }: Genealogy, { at, particle }: GenealogyPlace): number[][] {
  const descendants = [[particle]];
  for (let j = at; j + 1 < scored.length; j += 1) {
    const parents = new Set(descendants.at(-1));
    descendants.push(childrenOf(scored[j], scored[j + 1], (parent) => parents.has(parent)));
  }
  return descendants;
}

/** Which particles of the scored step `at` a place descends from, or has as descendants; of its own step itself. */
export function kinAt(genealogy: Genealogy, place: GenealogyPlace, at: number): readonly number[] {
  if (place.at >= at) return pathOf(genealogy, place).slice(at, at + 1);
  return descendantsOf(genealogy, place)[at - place.at] ?? [];
}

/** For each particle scored at `at`, its ancestor among those scored at `from`, which is not later. */
export function ancestorsAt({ scored }: Genealogy, at: number, from: number): Int32Array {
  let ancestors = Int32Array.from({ length: scored[at]?.values.length ?? 0 }, (_, n) => n);
  for (let j = at - 1; j >= from; j -= 1) ancestors = ancestors.map((n) => ancestor(scored[j], n));
  return ancestors;
}

/** roots[j][n]: whom particle n of scored step j descends from among those scored first. */
export function rootsOf({ scored }: Genealogy): Int32Array[] {
  let roots = Int32Array.from({ length: scored[0]?.values.length ?? 0 }, (_, n) => n);
  return scored.map((_, j) => {
    const before = roots;
    if (j > 0) roots = before.map((_, n) => before[ancestor(scored[j - 1], n)] as number);
    return roots;
  });
}

/** lives[j][n] = 1: particle n of scored step j has a descendant at the last one. */
export function livesOf({ scored }: Genealogy): Uint8Array[] {
  const lives = scored.map(({ values }) => new Uint8Array(values.length));
  lives.at(-1)?.fill(1);
  for (let j = scored.length - 2; j >= 0; j -= 1) {
    const [here, next] = [lives[j] as Uint8Array, lives[j + 1] as Uint8Array];
    for (let m = 0; m < next.length; m += 1) if (next[m] === 1) here[ancestor(scored[j], m)] = 1;
  }
  return lives;
}

/** How many particles each one became at the selection of this step. */
export function offspringOf({ ancestors }: Pick<GenealogyStep, "ancestors">): Int32Array {
  const offspring = new Int32Array(ancestors.length);
  for (let m = 0; m < ancestors.length; m += 1)
    offspring[ancestors[m] as number] = (offspring[ancestors[m] as number] ?? 0) + 1;
  return offspring;
}

/** The youngest particle that two particles of the same scored step both descend from; undefined where there is none. */
export function lastCommonAncestor(genealogy: Genealogy, at: number, a: number, b: number): GenealogyPlace | undefined {
  const [left, right] = [pathOf(genealogy, { at, particle: a }), pathOf(genealogy, { at, particle: b })];
  for (let j = at; j >= 0; j -= 1) {
    const particle = left[j] as number;
    if (particle === right[j]) return { at: j, particle };
  }
  return undefined;
}

/** N · W_n: how many offspring the particle's weight asks for, which every resampler gives in the mean. */
export function expectedOffspring({ weights }: GenealogyStep, { start, count }: GenealogyGroup, n: number): number {
  return n < start || n >= start + count ? 0 : count * (weights[n] as number);
}

/**
 * The value with which the particle's expected offspring would have been 1, all others as they are. Undefined where no
 * value does that: alone in its group, everyone else without weight, or λ_j = 0. Right for potentials in which the
 * present value enters as λ_j v (`difference`, `sum`, `immediate`).
 */
export function valueForOneOffspring(
  { values, weights, groups }: GenealogyStep,
  { start, count }: GenealogyGroup,
  group: number,
  n: number,
): number | undefined {
  const strength = groups[group]?.strength ?? 0;
  const own = Math.log(weights[n] as number);
  if (strength === 0 || count < 2 || !Number.isFinite(own)) return undefined;
  const others = Float64Array.from({ length: count - 1 }, (_, i) =>
    Math.log(weights[start + i + (start + i >= n ? 1 : 0)] as number),
  );
  // N W_n = 1 when w_n is the mean of the others' weights.
  const wanted = logSumExp(others) - Math.log(count - 1);
  return Number.isFinite(wanted) ? (values[n] as number) + (wanted - own) / strength : undefined;
}

/** Index of the scored step after whose selection all of the group descend from one particle of the first, if there is one. */
export function oneRootSince(genealogy: Genealogy, { start, count }: GenealogyGroup): number | undefined {
  const roots = rootsOf(genealogy);
  for (const [j, step] of genealogy.scored.entries()) {
    const rootOf = (n: number): number => roots[j]?.[ancestor(step, n)] as number;
    let n = start + 1;
    while (n < start + count && rootOf(n) === rootOf(start)) n += 1;
    if (n >= start + count) return j;
  }
  return undefined;
}

function ancestor(step: GenealogyStep | undefined, n: number): number {
  return step?.ancestors[n] ?? n;
}

function childrenOf(
  step: GenealogyStep | undefined,
  next: GenealogyStep | undefined,
  isParent: (n: number) => boolean,
): number[] {
  const children: number[] = [];
  for (let m = 0; m < (next?.values.length ?? 0); m += 1) if (isParent(ancestor(step, m))) children.push(m);
  return children;
}
