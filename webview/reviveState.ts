/**
 * VS Code sends messages to a page as JSON, which has no −∞: it arrives as null. Puts it back where the contract allows
 * it (rewards and log Z under a hard constraint). Pure.
 */
import type { PanelState, RunView } from "../src/protocol/panel.ts";
import type { ParticleView } from "../src/protocol/run.ts";

export function reviveState(state: PanelState): PanelState {
  const { run } = state;
  return run === undefined || run === null ? { ...state, run: undefined } : { ...state, run: reviveRun(run) };
}

function reviveRun(run: RunView): RunView {
  return {
    ...run,
    particles: run.particles.map(reviveParticle),
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
