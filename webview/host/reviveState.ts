/**
 * VS Code sends messages to a page as JSON, which has no −∞: it arrives as null. Puts it back where the contract allows
 * it (rewards and log Z under a hard constraint). Pure.
 */
import type { Genealogy, GenealogyStep } from "../../src/steering/genealogy.ts";
import type { PanelState, PanelUpdate, RunView } from "../../src/protocol/panel.ts";
import type { ParticleView } from "../../src/protocol/particle.ts";
import type { EndedCell } from "../../src/protocol/sweep.ts";

/** @param before what the page has: an update leaves out what is still the same */
export function reviveState({ run, pins, ...rest }: PanelUpdate, before?: PanelState): PanelState {
  const known = before?.run;
  const pinned = pins?.map((pin) => ({ ...pin, particle: reviveParticle(pin.particle) })) ?? before?.pins ?? [];
  if (run === undefined || run === null) return { ...rest, pins: pinned, run: undefined };
  const particles = run.particles?.map(reviveParticle) ?? known?.particles ?? [];
  const genealogy = grown(run.genealogy, known?.genealogy);
  return { ...rest, pins: pinned, run: reviveRun({ ...run, particles, genealogy }) };
}

function grown(sent: NonNullable<PanelUpdate["run"]>["genealogy"], known?: Genealogy): Genealogy {
  const { from = 0, isPart: _, scored, ...rest } = sent;
  const revived = (numbers: ArrayLike<number>): number[] => Array.from(numbers, revive);
  const news = scored.map((step): GenealogyStep => ({
    ...step,
    values: revived(step.values),
    ...(step.votes && { votes: revived(step.votes) }),
    ...(step.parts && { parts: step.parts.map(revived) }),
    groups: step.groups.map((group) => (group.logZ === null ? { ...group, logZ: -Infinity } : group)),
  }));
  return { ...rest, scored: [...(known?.scored.slice(0, from) ?? []), ...news] };
}

function reviveRun(run: RunView): RunView {
  return {
    ...run,
    groups: run.groups.map((group) => ({
      ...group,
      logZ: group.logZ === undefined ? undefined : revive(group.logZ),
      ...(group.island && { island: { ...group.island, logZ: revive(group.island.logZ) } }),
    })),
    iterations: run.iterations.map((figures) => ({
      ...figures,
      logZ: revive(figures.logZ),
      meanReward: revive(figures.meanReward),
      bestReward: revive(figures.bestReward),
      keptReward: revive(figures.keptReward),
    })),
    bestBefore: run.bestBefore && { ...run.bestBefore, particle: reviveParticle(run.bestBefore.particle) },
  };
}

export function reviveParticle(particle: ParticleView): ParticleView {
  if (particle.reward !== null && !particle.parts.includes(null as never)) return particle;
  return { ...particle, reward: revive(particle.reward), parts: particle.parts.map(revive) };
}

/** The same of a sweep's cells. */
export function reviveCells(cells: readonly EndedCell[]): readonly EndedCell[] {
  return cells.map(({ cell, result }) => {
    if (result.outcome !== "done" || result.figures.logZ !== null) return { cell, result };
    return { cell, result: { ...result, figures: { ...result.figures, logZ: -Infinity } } };
  });
}

function revive(value: number | null): number {
  return value ?? -Infinity;
}
