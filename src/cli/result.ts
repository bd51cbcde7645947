/** A finished run for the terminal and for programs. Pure. */
import type { RunResult } from "../protocol/run.ts";
import { table } from "./table.ts";

/** The JSON of `run --json`. A reward of −∞ (a hard constraint not met) is null, as JSON has no infinity. */
export function resultJson(result: RunResult): object {
  const { specification, particles, best, draw, ess, logZ, forwardPasses, seconds, device, runFile } = result;
  return {
    particles: particles.map(({ text, reward, parts, weight, ancestor }) => ({
      text,
      reward,
      parts,
      weight,
      ancestor,
    })),
    best,
    draw,
    ess,
    logZ,
    forwardPasses,
    seconds,
    seed: specification.seed,
    model: specification.model,
    device,
    ...(runFile === undefined ? {} : { runFile }),
  };
}

/** Particles by falling reward, and a line of figures. */
export function resultTable(result: RunResult): string {
  const { specification, particles, best, draw, ess, logZ, forwardPasses, seconds, device, runFile } = result;
  const sorted = particles.toSorted((a, b) => b.reward - a.reward || a.index - b.index);
  const rows = sorted.map(({ index, reward, weight, ancestor, text }) => [
    `${index}${index === best ? " best" : ""}${index === draw ? " draw" : ""}`,
    formatNumber(reward),
    formatNumber(weight),
    String(ancestor),
    text,
  ]);
  const mean = particles.reduce((sum, { reward }) => sum + reward, 0) / particles.length;
  const figures = [
    `mean reward ${formatNumber(mean)}`,
    `best ${formatNumber(particles[best]!.reward)}`,
    `log Z ${formatNumber(logZ)}`,
    `ESS ${ess.map((value) => value.toFixed(1)).join(" ")}`,
    `${forwardPasses} forward passes`,
    `${seconds.total.toFixed(1)} s (model ${seconds.model.toFixed(1)}, reward ${seconds.reward.toFixed(1)}, loading ${seconds.loading.toFixed(1)})`,
    `${specification.model} on ${device.provider}, λ ${specification.strength}, seed ${specification.seed}`,
    ...(runFile === undefined ? [] : [runFile]),
  ];
  return `${table(["particle", "reward", "weight", "ancestor", "text"], rows)}\n${figures.join("\n")}\n`;
}

function formatNumber(value: number): string {
  return Number.isFinite(value) ? value.toFixed(3) : value > 0 ? "∞" : "-∞";
}
