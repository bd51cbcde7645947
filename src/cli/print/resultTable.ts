/** A finished run for the terminal. Pure. */
import { type ParticleView } from "../../protocol/particle.ts";
import { goneOnWords } from "../../protocol/goOn.ts";
import type { GroupResult, RunResult } from "../../protocol/run.ts";
import { deviationOf } from "../../protocol/estimate.ts";
import { changeFlag, findingSentence } from "../../protocol/findingWords.ts";
import type { Finding } from "../../steering/diagnosis/diagnose.ts";
import { foldParticles } from "../../protocol/foldParticles.ts";
import { defaultSpecification } from "../../protocol/specification.ts";
import { inSpreads } from "../../protocol/unsteered.ts";
import { modelsOf } from "../../protocol/modelInfo.ts";
import { formatEss, formatNumber, formatWeight } from "../../protocol/numberWords.ts";
import { formatSeconds } from "../../protocol/timeWords.ts";
import { rewardNames } from "../../protocol/rewardWords.ts";
import { byPrompt } from "../../steering/islands.ts";
import { table } from "./table.ts";
import { modalities, modalityOf, modalityOfAll } from "../../protocol/modality.ts";

/** Each prompt's particles by falling reward, equal ones folded into a row, what the refinements came to, and figures. */
export function resultTable(result: RunResult, findings: readonly Finding[] = []): string {
  const rewards = rewardNames(result.specification.rewards);
  const { islands } = result.specification;
  const prompts = byPrompt(result.groups, islands).map((groups, p) => {
    const first = p * islands;
    const own = result.particles.filter(({ group }) => group >= first && group < first + islands);
    const title = result.groups.length === islands ? "" : `"${groups[0]!.prompt}"\n\n`;
    return `${title}${promptTable({ first, groups, particles: own, rewards, isVoted: result.isVoted === true })}`;
  });
  const parts = [
    ...prompts,
    ...iterationTable(result.iterations),
    ...goneOnLines(result),
    runFigures(result, rewards),
    ...findingLines(result, findings),
  ];
  return parts.join("\n\n").concat("\n");
}

/** What went wrong in steering, each with the flag that would change it. */
function findingLines({ groups, specification: { islands } }: RunResult, findings: readonly Finding[]): string[] {
  const lines = findings.map((finding) => {
    const whose = groups.length === islands ? "" : `"${groups[finding.prompt * islands]?.prompt}": `;
    const remedy = finding.change === undefined ? "" : ` Try ${changeFlag(finding.change, islands)}.`;
    return `note: ${whose}${findingSentence(finding)}${remedy}`;
  });
  return lines.length === 0 ? [] : [lines.join("\n")];
}

/** One prompt's part of a run, on all of its islands. */
interface PromptResult {
  /** Index of its first group. */
  readonly first: number;
  readonly groups: readonly GroupResult[];
  readonly particles: readonly ParticleView[];
  readonly rewards: readonly string[];
  readonly isVoted: boolean;
}

function promptTable({ first, groups, particles, rewards, isVoted }: PromptResult): string {
  const islandOf = ({ group }: ParticleView): number => group - first;
  const hasIslands = groups.length > 1;
  // What a particle counts among those of all islands.
  const folds = foldParticles(
    particles.map((one) => ({ ...one, weight: one.weight * (groups[islandOf(one)]!.island?.share ?? 1) })),
  );
  // A single reward's number is the sum itself, unless it is standardised or weighted.
  const isPlain = rewards.length === 1 && particles.every(({ reward, parts }) => parts[0] === reward);
  const heads = [
    "particle",
    "reward",
    ...(isPlain ? [] : rewards),
    "weight",
    ...(hasIslands ? ["island"] : []),
    "ancestor",
    modalities[modalityOfAll(particles)].one,
  ];
  const best = groups.map((group) => group.best).find((index) => folds[0]!.indices.includes(index));
  const draw = groups.find(({ island }) => island?.isDrawn ?? true)?.draw;
  const byIndex = new Map(particles.map((one) => [one.index, islandOf(one) + 1]));
  const rows = folds.map(({ lead, count, weight, indices, ancestors }) => [
    [
      String(lead.index),
      ...(best !== undefined && indices.includes(best) ? ["best"] : []),
      ...(draw !== undefined && indices.includes(draw) ? ["draw"] : []),
      ...(count === 1 ? [] : [`×${count}`]),
    ].join(" "),
    formatNumber(lead.reward),
    ...(isPlain ? [] : lead.parts.map(formatNumber)),
    formatNumber(weight),
    ...(hasIslands ? [[...new Set(indices.map((index) => byIndex.get(index)))].join(", ")] : []),
    ancestors.join(", "),
    modalityOf(lead).label(lead),
  ]);
  const votes = isVoted ? " with your votes" : "";
  const logZ = groups[0]!.island?.logZ ?? groups[0]!.logZ;
  return [
    table(heads, rows).trimEnd(),
    "",
    `mean reward ${formatNumber(meanOf(particles))}, best ${formatNumber(folds[0]!.lead.reward)}, log Z${votes} ${formatNumber(logZ)}`,
    ...(hasIslands
      ? islandLines(
          groups,
          groups.map((_, m) => particles.filter((one) => islandOf(one) === m)),
        )
      : populationLines(groups[0]!, particles.length)),
  ].join("\n");
}

function populationLines({ scored, resamplings }: GroupResult, count: number): string[] {
  const survivors = scored.at(-1)!.survivors;
  return [
    `ESS ${scored.map(({ ess }) => formatEss(ess)).join(" ")}`,
    ...temperingLine(scored),
    `${resamplingText(resamplings)}; ${survivors} of ${count} particles of the start ${survivors === 1 ? "has" : "have"} descendants`,
  ];
}

/** Each island's share of the whole, by its own Ẑ, and how it was selected. */
function islandLines(groups: readonly GroupResult[], particles: readonly (readonly ParticleView[])[]): string[] {
  const rows = groups.map(({ island, logZ, resamplings, scored }, m) => [
    String(m + 1),
    formatWeight(island?.share ?? 0),
    formatNumber(meanOf(particles[m]!)),
    formatNumber(logZ),
    formatEss(scored.at(-1)!.ess),
    resamplingText(resamplings),
    `${scored.at(-1)!.survivors} of ${particles[m]!.length}`,
  ]);
  const heads = ["island", "share", "mean", "log Z", "ESS", "selection", "ancestors"];
  const tempering = groups.flatMap(({ scored }, m) => temperingLine(scored).map((line) => `island ${m + 1}: ${line}`));
  return ["", table(heads, rows).trimEnd(), ...(tempering.length === 0 ? [] : ["", ...tempering])];
}

function meanOf(particles: readonly ParticleView[]): number {
  return particles.reduce((sum, { reward }) => sum + reward, 0) / particles.length;
}

/** λ_j, where it is not the same at every scored step. Where no particle is feasible, it was chosen by none: "–". */
function temperingLine(scored: GroupResult["scored"]): string[] {
  const strengths = scored.flatMap(({ ess, strength }) => (ess > 0 ? [strength] : []));
  if (strengths.every((strength) => strength === strengths[0])) return [];
  return [`λ ${scored.map(({ ess, strength }) => (ess > 0 ? Number(strength.toPrecision(3)) : "–")).join(" ")}`];
}

function resamplingText(resamplings: number): string {
  if (resamplings === 0) return "never resampled";
  return resamplings === 1 ? "resampled once" : `resampled ${resamplings} times`;
}

function iterationTable(iterations: RunResult["iterations"]): string[] {
  if (iterations.length === 0) return [];
  const rows = iterations.map(({ iteration, logZ, meanReward, bestReward, keptReward }) => [
    String(iteration),
    ...[meanReward, bestReward, keptReward].map(formatNumber),
    iteration === 0 ? formatNumber(logZ) : `(${formatNumber(logZ)})`,
  ]);
  const heads = ["iteration", "mean reward", "best", "path kept", "log Z"];
  return [
    `${table(heads, rows).trimEnd()}\n(in brackets: what later iterations came to; the run's log Z is that of iteration 0)`,
  ];
}

/** The best of all iterations, where it is none of those above, and what going on after the end came to. */
function goneOnLines({ bestBefore, goneOn = [] }: RunResult): string[] {
  const lines = goneOn.map(goneOnWords);
  if (bestBefore !== undefined) {
    const { iteration, particle } = bestBefore;
    const label = modalityOf(particle).label(particle);
    lines.push(
      `The best of all is particle ${particle.index} of iteration ${iteration}, reward ${formatNumber(particle.reward)}: ${label}`,
    );
  }
  return lines.length === 0 ? [] : [lines.join("\n")];
}

function runFigures(result: RunResult, rewards: readonly string[]): string {
  const { specification, scales, forwardPasses, seconds, device, runFile } = result;
  const { total, model, decode, loading } = seconds;
  const standards = scales?.map(({ mean, scale }, k) => `${rewards[k]} ${formatNumber(mean)} ± ${formatNumber(scale)}`);
  return [
    ...(standards === undefined ? [] : [`standardised by a pilot: ${standards.join(", ")}`]),
    `${forwardPasses} forward passes, ${formatSeconds(total)} (model ${formatSeconds(model)}, decode ${formatSeconds(decode)}, ${rewardTimes(rewards, seconds)}, loading ${formatSeconds(loading)})`,
    `${modelsOf(specification)} on ${device.provider}, ${strengthText(result)}, seed ${specification.seed}`,
    ...(runFile === undefined ? [] : [runFile]),
  ].join("\n");
}

/** λ, and as far as it is known how much that is in units of what the reward spreads by without steering. */
function strengthText({ specification, scales, particles }: RunResult): string {
  const { strength } = specification;
  if (scales !== undefined) {
    const raw = scales.length === 1 ? ` (raw λ ${formatNumber(strength / scales[0]!.scale)})` : "";
    return `λ ${strength} spreads of the unsteered reward${raw}`;
  }
  const feasible = particles.map(({ reward }) => reward).filter((reward) => Number.isFinite(reward));
  if (strength !== 0 || feasible.length < 2) return `λ ${strength}`;
  const spread = deviationOf(feasible);
  const usual = defaultSpecification.strength;
  return `λ 0: unsteered, the reward spreads by ${formatNumber(spread)}, and λ ${usual} is ${inSpreads(usual, spread)} spreads`;
}

/** Each reward's own time where there are several. */
function rewardTimes(names: readonly string[], { reward, rewards }: RunResult["seconds"]): string {
  if (names.length === 1) return `reward ${formatSeconds(reward)}`;
  return `rewards ${formatSeconds(reward)}: ${names.map((name, k) => `${name} ${formatSeconds(rewards[k] ?? 0)}`).join(", ")}`;
}
