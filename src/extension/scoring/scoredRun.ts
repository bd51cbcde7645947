/** A saved run's particles, judged by another reward than the one that they were steered by. Pure. */
import { isTextParticle, type TextParticle } from "../../protocol/particle.ts";
import type { RewardTextSample } from "../../rewards/reward.ts";
import { groupsOf, type RunSpecification } from "../../protocol/specification.ts";
import type { RunDocument } from "../../runfile/document.ts";
import { shownParticles } from "../../runfile/shownStep.ts";
import { modalities } from "../../protocol/modality.ts";

export interface RankedParticle {
  readonly index: number;
  readonly text: string;
  /** The run's own number, and the reward's. */
  readonly before: number;
  readonly after: number;
  /** From 1, the best; equals share the first of their ranks. */
  readonly rankBefore: number;
  readonly rankAfter: number;
}

export interface RankedGroup {
  readonly prompt: string;
  /** By the reward, the best first. */
  readonly particles: readonly RankedParticle[];
  /** Spearman's ρ of the two rankings; undefined where one of them ranks nothing. */
  readonly correlation: number | undefined;
}

/** The texts that a run ended with, or had reached when it was stopped; none of images. */
export async function particlesOf(document: RunDocument): Promise<readonly TextParticle[]> {
  if (document.stepCount === 0 || !modalities[document.header.modality].isScoredAgain) return [];
  const last = await document.step(document.stepCount - 1);
  return (await shownParticles(document, last)).filter(isTextParticle);
}

/** What a reward gets to see of them. */
export function samplesOf(specification: RunSpecification, particles: readonly TextParticle[]): RewardTextSample[] {
  const groups = groupsOf(specification);
  return particles.map(({ text, generated, group }) => {
    const prompt = groups[group]?.prompt ?? "";
    return { text, generated, prefix: prompt, suffix: specification.suffix, prompt };
  });
}

/** Each prompt's particles for themselves. `scores` in the order of the particles. */
export function rankedGroups(
  specification: RunSpecification,
  particles: readonly TextParticle[],
  scores: readonly number[],
): RankedGroup[] {
  return groupsOf(specification).map(({ prompt }, g) => {
    const own = particles.flatMap((particle, i) => (particle.group === g ? [{ particle, score: scores[i]! }] : []));
    const before = own.map(({ particle }) => particle.reward);
    const after = own.map(({ score }) => score);
    const ranked = own.map(({ particle: { index, text, reward }, score }) => ({
      index,
      text,
      before: reward,
      after: score,
      rankBefore: rank(before, reward),
      rankAfter: rank(after, score),
    }));
    return {
      prompt,
      particles: ranked.toSorted(
        (a, b) => a.rankAfter - b.rankAfter || a.rankBefore - b.rankBefore || a.index - b.index,
      ),
      correlation: spearman(before, after),
    };
  });
}

function rank(values: readonly number[], value: number): number {
  return 1 + values.filter((other) => other > value).length;
}

/** Pearson's correlation of mid-ranks, which is Spearman's ρ with ties (Kendall, 1945). */
function spearman(a: readonly number[], b: readonly number[]): number | undefined {
  const [ra, rb] = [midRanks(a), midRanks(b)];
  const middle = (a.length + 1) / 2;
  let [ab, aa, bb] = [0, 0, 0];
  for (const [i, x] of ra.entries()) {
    const [da, db] = [x - middle, rb[i]! - middle];
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  return aa === 0 || bb === 0 ? undefined : ab / Math.sqrt(aa * bb);
}

function midRanks(values: readonly number[]): number[] {
  return values.map((value) => {
    const equal = values.filter((other) => other === value).length;
    return rank(values, value) + (equal - 1) / 2;
  });
}
