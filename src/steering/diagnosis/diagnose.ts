/** What a run's scored steps say of how it was steered: each trouble with the one setting that would change it. Pure; words are made elsewhere. */
import { oneRootSince, type Genealogy, type GenealogyGroup, type GenealogyStep } from "../genealogy.ts";
import { archipelago, asOne, byPrompt } from "../islands.ts";
import { pooledCorrelation, predictionPairs, type PredictionPairs } from "./prediction.ts";
import { isConstant } from "./spread.ts";

/** A setting of the run, and the value to try. */
export interface SettingChange {
  readonly field: "strength" | "particles" | "firstScored" | "candidates" | "draws";
  readonly value: number;
}

interface FindingOf<Code extends string> {
  readonly code: Code;
  /** Which prompt's particles. */
  readonly prompt: number;
  /** Of the prompt, on all of its islands. */
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
  /** Populations of each prompt. */
  readonly islands: number;
  /** Of each particle's next state; absent where the model has none, as of images. */
  readonly candidates?: number | undefined;
  /** By which a value is estimated; absent where a prediction has one outcome only, as of images. */
  readonly draws?: number | undefined;
}

/**
 * The troubles of a finished pass, prompt by prompt, all islands of one together: what each of a few particles comes to by itself is what islands are for. None for a run without any. A run that is not steered (λ = 0) or has one
 * particle has nothing to be diagnosed.
 */
export function diagnose(genealogy: Genealogy, policy: DiagnosedPolicy): Finding[] {
  if (policy.strength === 0 || genealogy.scored.length === 0) return [];
  const { islands } = policy;
  return byPrompt(genealogy.groups, islands).flatMap((own, prompt) => {
    const all = asOne(own);
    if (own.every(({ count }) => count < 2)) return [];
    const look = { genealogy, own, all, prompt, policy };
    const quiet = policy.selects ? neverSelected(look) : undefined;
    const selection = policy.selects ? [quiet, oneAncestor(look), valuesAreNoise(look)] : [];
    // Where λ is so small that nothing is selected, nothing would be chosen either.
    const choice = quiet === undefined ? [candidatesPay(look)] : [];
    return [...selection, atCeiling(look), oneCounts(look), ...choice].filter((finding) => finding !== undefined);
  });
}

interface Look {
  readonly genealogy: Genealogy;
  /** The prompt's islands, one after the other. */
  readonly own: readonly GenealogyGroup[];
  /** All of them as one. */
  readonly all: GenealogyGroup;
  readonly prompt: number;
  readonly policy: DiagnosedPolicy;
}

/** Fewer particles than this have no variety to lose. */
const fewestOfAGroup = 4;

/** In the first half of the steps: at the end of a long run it is what selection does. Of two or three particles the first selection does it. */
function oneAncestor({ genealogy, all, prompt, policy }: Look): OneAncestor | undefined {
  if (all.count < fewestOfAGroup) return undefined;
  const since = oneRootSince(genealogy, all);
  const step = since === undefined ? undefined : genealogy.scored[since]?.step;
  if (step === undefined || step > genealogy.steps / 2) return undefined;
  const change = { field: "strength", value: rounded(policy.strength / 2) } as const;
  return { code: "one-ancestor", prompt, particles: all.count, step, change };
}

/** As near to N as makes no difference. */
const alike = 0.98;

function neverSelected({ genealogy, own, all, prompt, policy }: Look): NeverSelected | undefined {
  const first = prompt * policy.islands;
  const isQuiet = ({ groups }: GenealogyStep): boolean =>
    own.every(({ count }, island) => {
      const { ess = 0, resampled = true } = groups[first + island] ?? {};
      return !resampled && ess >= alike * count;
    });
  if (!genealogy.scored.every(isQuiet)) return undefined;
  const spread = standardDeviation(valuesOf(genealogy.scored.at(-1), all));
  // λ r should spread by about one: less says nothing, more leaves one particle.
  const value = Math.sign(policy.strength) * rounded(1 / spread);
  const change =
    spread > 0 && Math.abs(value) > Math.abs(policy.strength) ? ({ field: "strength", value } as const) : undefined;
  return { code: "never-selected", prompt, particles: all.count, spread, change };
}

/** Share of the particles that are at the best value at once, and of the steps that come before it is worth saying. */
const most = 0.75;

function atCeiling({ genealogy, all, prompt, policy }: Look): AtCeiling | undefined {
  const { scored, steps } = genealogy;
  const best = (step: GenealogyStep | undefined): number => {
    const values = valuesOf(step, all);
    return policy.strength > 0 ? Math.max(...values) : Math.min(...values);
  };
  const value = best(scored.at(-1));
  // Where all miss a hard constraint, nothing has come to its best.
  if (!Number.isFinite(value)) return undefined;
  const isAt = (step: GenealogyStep | undefined): boolean =>
    valuesOf(step, all).filter((one) => one === value).length >= most * all.count && best(step) === value;
  let since = scored.length;
  while (since > 0 && isAt(scored[since - 1])) since -= 1;
  const step = scored[since]?.step;
  // From the first score on: then nothing was ever told apart, which is another finding.
  if (since === 0 || step === undefined || step > most * steps) return undefined;
  const change = { field: "strength", value: rounded(policy.strength / 2) } as const;
  return { code: "at-ceiling", prompt, particles: all.count, step, value, change };
}

/** A weaker rank correlation than this is a guess. */
const guess = 0.25;
/** Fewer pairs than this could be chance. */
const fewestPairs = 24;
/** Values from more are measured to choose better (docs/defaults.md); past these they cost rewards and change little. */
const manyDraws = 16;

/** Ranks among those that are selected among: of each island by itself. */
function pairsOfAll(genealogy: Genealogy, own: readonly GenealogyGroup[], j: number): PredictionPairs {
  const pairs = own.map((group) => predictionPairs(genealogy, group, j));
  return {
    predicted: pairs.flatMap(({ predicted }) => predicted),
    became: pairs.flatMap(({ became }) => became),
  };
}

/** The latest scored step such that what was scored before it, taken together, is no better than guesses. */
function valuesAreNoise({
  genealogy,
  own,
  all,
  prompt,
  policy: { draws = manyDraws },
}: Look): ValuesAreNoise | undefined {
  const { scored } = genealogy;
  const pairs = scored.slice(0, -1).map((_, j) => pairsOfAll(genealogy, own, j));
  for (let end = pairs.length; end > 0; end -= 1) {
    const before = pairs.slice(0, end);
    const recent = pooledCorrelation(before.slice(-Math.ceil(end / 2)));
    const correlation = pooledCorrelation(before);
    const count = before.reduce((sum, { predicted }) => sum + predicted.length, 0);
    if (count < fewestPairs) return undefined;
    if (correlation === undefined || recent === undefined || correlation >= guess || recent >= guess) continue;
    const step = scored[end]?.step as number;
    // Where no score on the way told anything, there is no later step to begin at.
    const surer = draws < manyDraws ? ({ field: "draws", value: manyDraws } as const) : undefined;
    const change = end < scored.length - 1 ? ({ field: "firstScored", value: step } as const) : surer;
    return { code: "values-are-noise", prompt, particles: all.count, step, correlation, change };
  }
  return undefined;
}

/** A stronger rank correlation than this is a prediction: on an enumerable chain candidates halve the error of Ẑ then, and make it worse where there is none. */
const prediction = 0.6;
/** What a person might try first. */
const fewCandidates = 4;

/** By the scores of the first half of the steps: later on there is little left to choose. */
function candidatesPay({ genealogy, own, all, prompt, policy }: Look): ValuesPredict | CandidatesAreNoise | undefined {
  const { candidates } = policy;
  if (candidates === undefined) return undefined;
  const early = genealogy.scored.flatMap(({ step }, j) =>
    step <= genealogy.steps / 2 ? [pairsOfAll(genealogy, own, j)] : [],
  );
  const correlation = pooledCorrelation(early);
  const count = early.reduce((sum, { predicted }) => sum + predicted.length, 0);
  if (correlation === undefined || count < fewestPairs) return undefined;
  const about = { prompt, particles: all.count, correlation };
  if (candidates === 1 && correlation >= prediction)
    return { code: "values-predict", ...about, change: { field: "candidates", value: fewCandidates } };
  return candidates > 1 && correlation < guess
    ? { code: "candidates-are-noise", ...about, change: { field: "candidates", value: 1 } }
    : undefined;
}

function oneCounts(look: Look): OneCounts | undefined {
  const { all, prompt } = look;
  const ess = essOfAll(look);
  if (all.count < fewestOfAGroup || ess === 0 || ess >= 1.5) return undefined;
  const change = { field: "particles", value: all.count * 2 } as const;
  return { code: "one-counts", prompt, particles: all.count, ess, change };
}

/** At the last step, each island's weights counting by its own Ẑ; 0 where it is not known. */
function essOfAll({ genealogy, prompt, policy: { islands } }: Look): number {
  const groups = byPrompt(genealogy.scored.at(-1)?.groups ?? [], islands)[prompt] ?? [];
  if (groups.length < 2) return groups[0]?.ess ?? 0;
  const logZs = groups.map(({ logZ = NaN }) => logZ);
  if (!Number.isFinite(Math.max(...logZs))) return 0;
  // Σ W² over an island is s² / ESS, where s is its share of the whole.
  const { shares } = archipelago(logZs);
  return 1 / groups.reduce((sum, { ess }, m) => (ess > 0 ? sum + shares[m]! ** 2 / ess : sum), 0);
}

function valuesOf(step: GenealogyStep | undefined, { start, count }: GenealogyGroup): number[] {
  return Array.from({ length: count }, (_, i) => step?.values[start + i] as number);
}

function standardDeviation(numbers: readonly number[]): number {
  if (isConstant(numbers)) return 0;
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const spread = Math.sqrt(numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length);
  return Number.isFinite(spread) ? spread : 0;
}

/** Two digits: a value to try is no measurement. */
function rounded(value: number): number {
  return Number(value.toPrecision(2));
}
