/** A run's genealogy as its events tell it, and what can be said of it when it is over. Pure. */
import type { Finding } from "../steering/diagnosis/diagnose.ts";
import { diagnose } from "../steering/diagnosis/diagnose.ts";
import type { Genealogy, GenealogyStep } from "../steering/genealogy.ts";
import { modalities, type Modality } from "./modality.ts";
import { foreignFields } from "./modalityFields.ts";
import type { StepScoring } from "./run.ts";
import { defaultSpecification, type RunRequest } from "./specification.ts";

export const noGenealogy: Genealogy = { steps: 0, groups: [], scored: [] };

/** With a further scored step; all groups have as many particles. One that comes again was gone back to: what had followed it goes. */
export function withGeneration(
  { groups, scored }: Genealogy,
  steps: number,
  step: number,
  scoring: Pick<StepScoring, "particles" | "ancestors" | "groups" | "votes">,
): Genealogy {
  const next: GenealogyStep = {
    step,
    values: scoring.particles.map(({ reward }) => reward),
    ...partsOf(scoring.particles),
    weights: scoring.particles.map(({ weight }) => weight),
    ancestors: scoring.ancestors,
    ...(scoring.votes === undefined ? {} : { votes: scoring.votes }),
    groups: scoring.groups.map(({ ess, resampled, strength, logZ }) => ({ ess, resampled, strength, logZ })),
  };
  const count = next.values.length / next.groups.length;
  const laidOut = groups.length > 0 ? groups : next.groups.map((_, g) => ({ start: g * count, count }));
  return { steps, groups: laidOut, scored: [...scored.filter((before) => before.step < step), next] };
}

/** By reward; none of one that is alone and counts as it is: its numbers are the values, and a page is sent each number once. */
function partsOf(particles: StepScoring["particles"]): Pick<GenealogyStep, "parts"> {
  const rewards = particles[0]?.parts ?? [];
  if (rewards.length === 1 && particles.every(({ parts, reward }) => Object.is(parts[0], reward))) return {};
  return { parts: rewards.map((_, i) => particles.map(({ parts }) => parts[i]!)) };
}

/** What is found in a pass that is over: before, most findings would come and go. */
export function findingsOf(genealogy: Genealogy, request: RunRequest, modality: Modality): Finding[] {
  const { strength, potential, resampling, candidates, draws, islands } = { ...defaultSpecification, ...request };
  return diagnose(genealogy, {
    strength: strength ?? defaultSpecification.strength,
    islands: islands ?? 1,
    selects: potential !== "terminal" && resampling !== "never",
    candidates: foreignFields(modality).includes("candidates") ? undefined : candidates,
    draws: modalities[modality].manyOutcomes ? draws : undefined,
  });
}
