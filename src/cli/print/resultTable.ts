/** A finished run for the terminal. Pure. */
import { type ParticleView } from "../../protocol/particle.ts";
import { goneOnWords } from "../../protocol/goOn.ts";
import type { GroupResult, IslandResult, RunResult } from "../../protocol/run.ts";
import { deviationOf } from "../../protocol/estimate.ts";
import { changeFlag, findingSentence } from "../../protocol/findingWords.ts";
import type { Finding } from "../../steering/diagnosis/diagnose.ts";
import { foldParticles } from "../../protocol/foldParticles.ts";
import { defaultSpecification } from "../../protocol/specification.ts";
import { inSpreads } from "../../protocol/unsteered.ts";
import { modelsOf } from "../../protocol/modelInfo.ts";
import { formatEss, formatNumber, formatWeight } from "../../protocol/numberWords.ts";
import { formatSeconds } from "../../protocol/timeWords.ts";
import { sourceName } from "../../protocol/rewardWords.ts";
import { table } from "./table.ts";
import { modalities, modalityOf, modalityOfAll } from "../../protocol/modality.ts";

/** Each prompt's particles by falling reward, equal ones folded into a row, what the refinements came to, and figures. */
export function resultTable(result: RunResult, findings: readonly Finding[] = []): string {
  const rewards = result.specification.rewards.map(({ source }) => sourceName(source));
  const { islands } = result.specification;
  const groups = result.groups.map((group, g) => {
    const island = group.island === undefined ? "" : `, ${islandLine(group.island, g, islands)}`;
    const title = result.groups.length === 1 ? "" : `"${group.prompt}"${island}\n\n`;
    const own = result.particles.filter((particle) => particle.group === g);
    return `${title}${groupTable(group, own, rewards, result.isVoted === true)}`;
  });
  const parts = [
    ...groups,
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
    const island = islands === 1 ? "" : `, island ${(finding.group % islands) + 1}`;
    const whose = groups.length === 1 ? "" : `"${groups[finding.group]?.prompt}"${island}: `;
    const remedy = finding.change === undefined ? "" : ` Try ${changeFlag(finding.change)}.`;
    return `note: ${whose}${findingSentence(finding)}${remedy}`;
  });
  return lines.length === 0 ? [] : [lines.join("\n")];
}

/** Which of its prompt's islands a group is, and what share of the whole it is by its own Ẑ. */
function islandLine({ share, logZ, isDrawn }: IslandResult, g: number, islands: number): string {
  const drawn = isDrawn ? "; the draw of all is its" : "";
  return `island ${(g % islands) + 1} of ${islands}: ${formatWeight(share)} of all islands' weight; log Z of all ${formatNumber(logZ)}${drawn}`;
}

function groupTable(
  { best, draw, logZ, resamplings, scored }: GroupResult,
  particles: readonly ParticleView[],
  rewards: readonly string[],
  isVoted: boolean,
): string {
  const folds = foldParticles(particles);
  // A single reward's number is the sum itself, unless it is standardised or weighted.
  const isPlain = rewards.length === 1 && particles.every(({ reward, parts }) => parts[0] === reward);
  const heads = [
    "particle",
    "reward",
    ...(isPlain ? [] : rewards),
    "weight",
    "ancestor",
    modalities[modalityOfAll(particles)].one,
  ];
  const rows = folds.map(({ lead, count, weight, indices, ancestors }) => [
    [
      String(lead.index),
      ...(indices.includes(best) ? ["best"] : []),
      ...(draw !== undefined && indices.includes(draw) ? ["draw"] : []),
      ...(count === 1 ? [] : [`×${count}`]),
    ].join(" "),
    formatNumber(lead.reward),
    ...(isPlain ? [] : lead.parts.map(formatNumber)),
    formatNumber(weight),
    ancestors.join(", "),
    modalityOf(lead).label(lead),
  ]);
  const mean = particles.reduce((sum, { reward }) => sum + reward, 0) / particles.length;
  const survivors = scored.at(-1)!.survivors;
  return [
    table(heads, rows).trimEnd(),
    "",
    `mean reward ${formatNumber(mean)}, best ${formatNumber(folds[0]!.lead.reward)}, log Z${isVoted ? " with your votes" : ""} ${formatNumber(logZ)}`,
    `ESS ${scored.map(({ ess }) => formatEss(ess)).join(" ")}`,
    ...temperingLine(scored),
    `${resamplingText(resamplings)}; ${survivors} of ${particles.length} particles of the start ${survivors === 1 ? "has" : "have"} descendants`,
  ].join("\n");
}

/** λ_j, where it is not the same at every scored step. */
function temperingLine(scored: GroupResult["scored"]): string[] {
  const strengths = scored.map(({ strength }) => strength);
  if (strengths.every((strength) => strength === strengths[0])) return [];
  return [`λ ${strengths.map((strength) => Number(strength.toPrecision(3))).join(" ")}`];
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
