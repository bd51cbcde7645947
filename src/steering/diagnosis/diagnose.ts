/** What a run's scored steps say of how it was steered: each trouble with the one setting that would change it. Pure; words are made elsewhere. */
import { oneRootSince, type Genealogy, type GenealogyGroup, type GenealogyStep } from "../genealogy.ts";
import { pooledCorrelation, predictionPairs } from "./prediction.ts";

/** A setting of the run, and the value to try. */
export interface SettingChange {
  readonly field: "strength" | "particles" | "firstScored" | "candidates" | "draws";
  readonly value: number;
}

interface FindingOf<Code extends string> {
  readonly code: Code;
  /** Which prompt's particles. */
  readonly group: number;
  /** In its group. */
  readonly particles: number;
  readonly change: SettingChange | undefined;
}

/** From this step on all of a group descend from one particle of the start. */
export type OneAncestor = FindingOf<"one-ancestor"> & { readonly step: number };
/** Nothing was selected: all weights stayed alike. `spread` is the standard deviation of the values at the last step. */
export type NeverSelected = FindingOf<"never-selected"> & { readonly spread: number };
/** From this step on, most particles have the same highest value. */
export type AtCeiling = FindingOf<"at-ceiling"> & { readonly step: number; readonly value: number };
/** What was scored before this step says little of what became of the particles. */
export type ValuesAreNoise = FindingOf<"values-are-noise"> & { readonly step: number; readonly correlation: number };
/** At the end, one particle has nearly all of the weight. */
export type OneCounts = FindingOf<"one-counts"> & { readonly ess: number };

/** What was scored on the way told well what became of the particles: candidates chosen by it would pay. No trouble, but advice. */
export type ValuesPredict = FindingOf<"values-predict"> & { readonly correlation: number };
/** It told little, and candidates were chosen by it. */
export type CandidatesAreNoise = FindingOf<"candidates-are-noise"> & { readonly correlation: number };

export type Finding =
  | OneAncestor
  | NeverSelected
  | AtCeiling
  | ValuesAreNoise
  | OneCounts
  | ValuesPredict
  | CandidatesAreNoise;

export interface DiagnosedPolicy {
  /** λ. */
  readonly strength: number;
  /** Selection on the way is wanted: not `terminal`, not `never`. */
  readonly selects: boolean;
  /** Of each particle's next state; absent where the model has none, as of images. */
  readonly candidates?: number | undefined;
  /** By which a value is estimated; absent where a prediction has one outcome only, as of images. */
  readonly draws?: number | undefined;
}

/**
 * The troubles of a finished pass, group by group; none for a run without any. A run that is not steered (λ = 0) or has one
 * particle has nothing to be diagnosed.
 */
export function diagnose(genealogy: Genealogy, policy: DiagnosedPolicy): Finding[] {
  if (policy.strength === 0 || genealogy.scored.length === 0) return [];
  return genealogy.groups.flatMap((group, index) => {
    if (group.count < 2) return [];
    const look = { genealogy, group, index, policy };
    const quiet = policy.selects ? neverSelected(look) : undefined;
    const selection = policy.selects ? [quiet, oneAncestor(look), valuesAreNoise(look)] : [];
    // Where λ is so small that nothing is selected, nothing would be chosen either.
    const choice = quiet === undefined ? [candidatesPay(look)] : [];
    return [...selection, atCeiling(look), oneCounts(look), ...choice].filter((finding) => finding !== undefined);
  });
}

interface Look {
  readonly genealogy: Genealogy;
  readonly group: GenealogyGroup;
  readonly index: number;
  readonly policy: DiagnosedPolicy;
}

/** Fewer particles than this have no variety to lose: islands as small come in several. */
const fewestOfAGroup = 4;

/** In the first half of the steps: at the end of a long run it is what selection does. Of two or three particles the first selection does it. */
function oneAncestor({ genealogy, group, index, policy }: Look): OneAncestor | undefined {
  if (group.count < fewestOfAGroup) return undefined;
  const since = oneRootSince(genealogy, group);
  const step = since === undefined ? undefined : genealogy.scored[since]?.step;
  if (step === undefined || step > genealogy.steps / 2) return undefined;
  const change = { field: "strength", value: rounded(policy.strength / 2) } as const;
  return { code: "one-ancestor", group: index, particles: group.count, step, change };
}

/** As near to N as makes no difference. */
const alike = 0.98;

function neverSelected({ genealogy, group, index, policy }: Look): NeverSelected | undefined {
  const quiet = genealogy.scored.every(({ groups }) => {
    const { ess = 0, resampled = true } = groups[index] ?? {};
    return !resampled && ess >= alike * group.count;
  });
  if (!quiet) return undefined;
  const spread = standardDeviation(valuesOf(genealogy.scored.at(-1), group));
  // λ r should spread by about one: less says nothing, more leaves one particle.
  const value = Math.sign(policy.strength) * rounded(1 / spread);
  const change =
    spread > 0 && Math.abs(value) > Math.abs(policy.strength) ? ({ field: "strength", value } as const) : undefined;
  return { code: "never-selected", group: index, particles: group.count, spread, change };
}

/** Share of the particles that are at the best value at once, and of the steps that come before it is worth saying. */
const most = 0.75;

function atCeiling({ genealogy, group, index, policy }: Look): AtCeiling | undefined {
  const { scored, steps } = genealogy;
  const best = (step: GenealogyStep | undefined): number => {
    const values = valuesOf(step, group);
    return policy.strength > 0 ? Math.max(...values) : Math.min(...values);
  };
  const value = best(scored.at(-1));
  const isAt = (step: GenealogyStep | undefined): boolean =>
    valuesOf(step, group).filter((one) => one === value).length >= most * group.count && best(step) === value;
  let since = scored.length;
  while (since > 0 && isAt(scored[since - 1])) since -= 1;
  const step = scored[since]?.step;
  // From the first score on: then nothing was ever told apart, which is another finding.
  if (since === 0 || step === undefined || step > most * steps) return undefined;
  const change = { field: "strength", value: rounded(policy.strength / 2) } as const;
  return { code: "at-ceiling", group: index, particles: group.count, step, value, change };
}

/** A weaker rank correlation than this is a guess. */
const guess = 0.25;
/** Fewer pairs than this could be chance. */
const fewestPairs = 24;
/** Values from more are measured to choose better (docs/defaults.md); past these they cost rewards and change little. */
const manyDraws = 16;

/** The latest scored step such that what was scored before it, taken together, is no better than guesses. */
function valuesAreNoise({ genealogy, group, index, policy: { draws = manyDraws } }: Look): ValuesAreNoise | undefined {
  const { scored } = genealogy;
  const pairs = scored.slice(0, -1).map((_, j) => predictionPairs(genealogy, group, j));
  for (let end = pairs.length; end > 0; end -= 1) {
    const before = pairs.slice(0, end);
    const own = pooledCorrelation(before.slice(-Math.ceil(end / 2)));
    const correlation = pooledCorrelation(before);
    const count = before.reduce((sum, { predicted }) => sum + predicted.length, 0);
    if (count < fewestPairs) return undefined;
    if (correlation === undefined || own === undefined || correlation >= guess || own >= guess) continue;
    const step = scored[end]?.step as number;
    // Where no score on the way told anything, there is no later step to begin at.
    const surer = draws < manyDraws ? ({ field: "draws", value: manyDraws } as const) : undefined;
    const change = end < scored.length - 1 ? ({ field: "firstScored", value: step } as const) : surer;
    return { code: "values-are-noise", group: index, particles: group.count, step, correlation, change };
  }
  return undefined;
}

/** A stronger rank correlation than this is a prediction: on an enumerable chain candidates halve the error of Ẑ then, and make it worse where there is none. */
const prediction = 0.6;
/** What a person might try first. */
const fewCandidates = 4;

/** By the scores of the first half of the steps: later on there is little left to choose. */
function candidatesPay({ genealogy, group, index, policy }: Look): ValuesPredict | CandidatesAreNoise | undefined {
  const { candidates } = policy;
  if (candidates === undefined) return undefined;
  const early = genealogy.scored.flatMap(({ step }, j) =>
    step <= genealogy.steps / 2 ? [predictionPairs(genealogy, group, j)] : [],
  );
  const correlation = pooledCorrelation(early);
  const count = early.reduce((sum, { predicted }) => sum + predicted.length, 0);
  if (correlation === undefined || count < fewestPairs) return undefined;
  const about = { group: index, particles: group.count, correlation };
  if (candidates === 1 && correlation >= prediction)
    return { code: "values-predict", ...about, change: { field: "candidates", value: fewCandidates } };
  return candidates > 1 && correlation < guess
    ? { code: "candidates-are-noise", ...about, change: { field: "candidates", value: 1 } }
    : undefined;
}

function oneCounts({ genealogy, group, index }: Look): OneCounts | undefined {
  const ess = genealogy.scored.at(-1)?.groups[index]?.ess ?? 0;
  if (group.count < fewestOfAGroup || ess === 0 || ess >= 1.5) return undefined;
  const change = { field: "particles", value: group.count * 2 } as const;
  return { code: "one-counts", group: index, particles: group.count, ess, change };
}

function valuesOf(step: GenealogyStep | undefined, { start, count }: GenealogyGroup): number[] {
  return Array.from({ length: count }, (_, i) => step?.values[start + i] as number);
}

function standardDeviation(numbers: readonly number[]): number {
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const spread = Math.sqrt(numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length);
  return Number.isFinite(spread) ? spread : 0;
}

/** Two digits: a value to try is no measurement. */
function rounded(value: number): number {
  return Number(value.toPrecision(2));
}
