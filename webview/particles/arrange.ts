/** Which cards there are and in which order: folded or one a particle, filtered, sorted. Pure: knows nothing of the page. */
import type { ParticleView } from "../../src/protocol/particle.ts";
import { foldParticles, type ParticleFold, rank } from "../../src/protocol/foldParticles.ts";
import { parseNumber } from "../controls/numberInput.ts";
import { modalityOf } from "../../src/protocol/modality.ts";

export const orders = {
  slot: "as they are numbered",
  reward: "by reward, the best first",
  weight: "by weight, the heaviest first",
  lineage: "by the particle of the start that they descend from",
} as const;

export type Order = keyof typeof orders;

export interface Arrangement {
  readonly order: Order;
  /** Words that the text has, a bound on the reward: `> 0.5`, or a particle: `#3`. */
  readonly filter: string;
  /** Equal texts or images are one card. */
  readonly folds: boolean;
}

export function arrange(particles: readonly ParticleView[], { order, filter, folds }: Arrangement): ParticleFold[] {
  const cards = folds ? foldParticles(particles) : particles.flatMap((particle) => foldParticles([particle]));
  return cards.filter((card) => passes(card, filter.trim())).toSorted((a, b) => compare[order](a, b) || a.key - b.key);
}

const compare: Readonly<Record<Order, (a: ParticleFold, b: ParticleFold) => number>> = {
  slot: () => 0,
  reward: (a, b) => rank(b.lead.reward) - rank(a.lead.reward),
  weight: (a, b) => b.weight - a.weight,
  lineage: (a, b) => (a.ancestors[0] ?? 0) - (b.ancestors[0] ?? 0),
};

function passes({ lead, indices }: ParticleFold, wanted: string): boolean {
  if (wanted === "") return true;
  const [, sign, number = ""] = /^([<>]=?)\s*(\S+)$/u.exec(wanted) ?? [];
  const limit = /^[-−]∞$/u.test(number) ? -Infinity : parseNumber(number);
  if (sign !== undefined && limit !== undefined && !Number.isNaN(limit))
    return bounds[sign as keyof typeof bounds](lead.reward, limit);
  const index = /^#(\d+)$/u.exec(wanted)?.[1];
  if (index !== undefined) return indices.includes(Number(index));
  const kind = modalityOf(lead);
  return kind.written(lead) !== undefined && kind.label(lead).toLowerCase().includes(wanted.toLowerCase());
}

const bounds = {
  ">": (reward: number, limit: number) => reward > limit,
  ">=": (reward: number, limit: number) => reward >= limit,
  "<": (reward: number, limit: number) => reward < limit,
  "<=": (reward: number, limit: number) => reward <= limit,
};

/** Groups by the highest reward in each: as they stand where that is the same. */
export function bestFirst(particles: readonly ParticleView[], groups: readonly number[]): number[] {
  const best = new Map<number, number>();
  for (const { group, reward } of particles)
    best.set(group, Math.max(best.get(group) ?? -Number.MAX_VALUE, rank(reward)));
  return groups.toSorted((a, b) => (best.get(b) ?? 0) - (best.get(a) ?? 0));
}
