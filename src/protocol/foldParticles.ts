/** Particles as they are listed, in cards and in tables: identical texts and images become one, the best first. Pure. */
import type { ParticleView } from "./particle.ts";
import { modalityOf } from "./modality.ts";

export interface ParticleFold {
  /** The lowest index among its particles: the fold's identity while its text changes. */
  readonly key: number;
  /** The particle that is shown and acted on: of those with this text, the one with the highest reward. */
  readonly lead: ParticleView;
  /** How many particles have this text. */
  readonly count: number;
  /** Summed. */
  readonly weight: number;
  readonly indices: readonly number[];
  /** Initial particles that these descend from, ascending. */
  readonly ancestors: readonly number[];
}

export function foldParticles(particles: readonly ParticleView[]): ParticleFold[] {
  const groups = new Map<string, ParticleView[]>();
  for (const particle of particles) {
    const shown = modalityOf(particle).foldKey(particle) ?? `#${particle.index}`;
    const group = groups.get(shown);
    if (group === undefined) groups.set(shown, [particle]);
    else group.push(particle);
  }
  return [...groups.values()].map(fold).toSorted((a, b) => rank(b.lead.reward) - rank(a.lead.reward) || a.key - b.key);
}

function fold(group: readonly ParticleView[]): ParticleFold {
  const lead = group.reduce((best, one) => (rank(one.reward) > rank(best.reward) ? one : best));
  return {
    key: Math.min(...group.map((one) => one.index)),
    lead,
    count: group.length,
    weight: group.reduce((sum, one) => sum + one.weight, 0),
    indices: group.map((one) => one.index),
    ancestors: [...new Set(group.map((one) => one.ancestor))].toSorted((a, b) => a - b),
  };
}

/** −∞ is an ordinary lowest place here, so that two of them can be subtracted. */
export function rank(reward: number): number {
  return Number.isFinite(reward) ? reward : reward > 0 ? Number.MAX_VALUE : -Number.MAX_VALUE;
}
