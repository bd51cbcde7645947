/**
 * VS Code sends messages to a page as JSON, which has no −∞: it arrives as null. Puts it back where the contract allows
 * it (rewards and log Z under a hard constraint). Pure.
 */
import type { PanelState, PanelUpdate, RunView } from "../../src/protocol/panel.ts";
import type { ParticleView } from "../../src/protocol/run.ts";

/** @param known the particles that the page has: an update leaves them out where they are still the same */
export function reviveState({ run, ...rest }: PanelUpdate, known: readonly ParticleView[] = []): PanelState {
  if (run === undefined || run === null) return { ...rest, run: undefined };
  return { ...rest, run: reviveRun({ ...run, particles: run.particles?.map(reviveParticle) ?? known }) };
}

function reviveRun(run: RunView): RunView {
  return {
    ...run,
    groups: run.groups.map((group) => ({ ...group, logZ: group.logZ === undefined ? undefined : revive(group.logZ) })),
    iterations: run.iterations.map(({ iteration, ...figures }) => ({
      iteration,
      logZ: revive(figures.logZ),
      meanReward: revive(figures.meanReward),
      bestReward: revive(figures.bestReward),
      keptReward: revive(figures.keptReward),
    })),
  };
}

function reviveParticle(particle: ParticleView): ParticleView {
  if (particle.reward !== null && !particle.parts.includes(null as never)) return particle;
  return { ...particle, reward: revive(particle.reward), parts: particle.parts.map(revive) };
}

function revive(value: number | null): number {
  return value ?? -Infinity;
}
