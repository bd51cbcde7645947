/** A comparison as a Markdown document: what follows from it first, then the tables, then what it was made of. Pure. */
import type { CloudFigures, CloudName, ComparisonResult, Estimate, OutputName } from "../../protocol/comparison.ts";
import { particlesOf, type RewardChoice } from "../../protocol/specification.ts";
import { intervalChart } from "../compare/intervalChart.ts";
import { estimateText } from "../../protocol/estimateWords.ts";
import { weightedNames } from "../../protocol/rewardWords.ts";
import { formatSeconds } from "../../protocol/timeWords.ts";
import { markdownTable, markdownText } from "./markdown.ts";

export interface DocumentOptions {
  /** Names of the file beside it that has every figure. */
  readonly figures: string;
  readonly warnings: readonly string[];
}

export function comparisonDocument(result: ComparisonResult, { figures, warnings }: DocumentOptions): string {
  const { specification, conclusion, seeds } = result;
  const sections = [
    "# Steering compared with best-of-N",
    ...conclusion,
    ...warnings.map((warning) => `> **Warning:** ${markdownText(warning)}`),
    `## ${rewardsOf(specification.rewards)}`,
    outputTable(result),
    chart(result),
    "## Differences, seed by seed",
    differenceTable(result),
    `## The ${particlesOf(specification)} particles`,
    cloudTable(result),
    `## ${result.images === undefined ? "Texts" : "Images"} of seed ${seeds[0]?.seed}`,
    result.images === undefined ? textTable(result) : imageTable(result.images),
    "## What was run",
    settings(result),
    `All figures, seed by seed: [${figures}](${figures}).`,
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

/** The width of an image, in pixels of the page. */
const shownWidth = 160;

const outputs: readonly OutputName[] = ["base", "best-of-n", "fk-draw", "fk"];

function labelOf(output: OutputName, { specification, bestOf }: ComparisonResult): string {
  switch (output) {
    case "base":
      return "base: one unsteered output";
    case "best-of-n":
      return `best-of-n: the best of ${bestOf} unsteered`;
    case "fk":
      return `fk: the best of ${particlesOf(specification)} steered`;
    default:
      return "fk-draw: a steered output drawn by weight";
  }
}

function outputTable(result: ComparisonResult): string {
  const { outputs: scores, holdout } = result;
  return markdownTable(
    ["output", "reward", ...(holdout === undefined ? [] : [`holdout ${markdownText(holdout)}`])],
    outputs.map((output) => [
      labelOf(output, result),
      estimateText(scores[output].reward),
      ...(holdout === undefined ? [] : [estimateText(scores[output].holdout)]),
    ]),
  );
}

function chart({ outputs: scores }: ComparisonResult): string {
  const drawn = intervalChart(outputs.map((output) => [output, scores[output].reward]));
  return drawn === "" ? "" : `\`\`\`text\n${drawn}\n\`\`\``;
}

function differenceTable({ differences, holdout }: ComparisonResult): string {
  return markdownTable(
    [
      "difference",
      "reward",
      ...(holdout === undefined ? [] : [`holdout ${markdownText(holdout)}`]),
      "the reward's interval",
    ],
    differences.map(({ of, minus, reward, holdout: judged }) => [
      `${of} − ${minus}`,
      estimateText(reward),
      ...(holdout === undefined ? [] : [estimateText(judged)]),
      separation(reward),
    ]),
  );
}

function separation(estimate: Estimate | undefined): string {
  if (estimate?.interval === undefined)
    return estimate !== undefined && estimate.seeds > 1 ? "none: one value" : "none: one seed";
  const [low, high] = estimate.interval;
  return low > 0 ? "above 0" : high < 0 ? "below 0" : "holds 0";
}

function cloudTable({ clouds, images, nominalCalls, holdout }: ComparisonResult): string {
  const row = (
    label: string,
    read: (cloud: CloudFigures<Estimate | undefined>) => Estimate | undefined,
    digits = 3,
  ): string[] => {
    const cell = (name: CloudName): string => estimateText(read(clouds[name]), digits);
    return [label, cell("unsteered"), cell("steered")];
  };
  const calls = String(nominalCalls);
  const feasible = [clouds.unsteered, clouds.steered].every((cloud) => cloud.feasible?.mean === 1);
  return markdownTable(
    ["", "unsteered (base, best-of-n)", "steered (fk)"],
    [
      row("mean reward", ({ mean }) => mean),
      row("best reward", ({ best }) => best),
      row("spread (standard deviation)", ({ spread }) => spread),
      ...(images === undefined
        ? [1, 2, 3].map((n) => row(`distinct-${n}`, ({ diversity }) => diversity[n - 1]))
        : [row("pixel distance", ({ pixelDistance }) => pixelDistance)]),
      ...(holdout === undefined ? [] : [row("mean holdout", ({ holdoutMean }) => holdoutMean)]),
      ...(feasible ? [] : [row("share that meets the hard constraint", (cloud) => cloud.feasible)]),
      ["denoiser calls a seed, nominal", calls, calls],
      row("executed", ({ executedCalls }) => executedCalls, 0),
      row("seconds a seed", ({ seconds }) => seconds, 2),
    ],
  );
}

function textTable(result: ComparisonResult): string {
  const [first] = result.seeds;
  if (first === undefined) return "";
  return markdownTable(
    ["output", "text"],
    outputs.map((output) => [labelOf(output, result), markdownText(first.texts[output] ?? "–")]),
  );
}

/** Markdown cannot make a small image larger: HTML can. */
function imageTable(images: NonNullable<ComparisonResult["images"]>): string {
  const cell = (output: OutputName): string => {
    const image = images[output];
    return image === undefined
      ? "–"
      : `<img src="data:image/png;base64,${image.png}" width="${shownWidth}" alt="${output}">`;
  };
  return markdownTable(outputs, [outputs.map(cell)]);
}

function settings({ specification, seeds, images, seconds, device }: ComparisonResult): string {
  const { model, prompt, islands, steps, strength, potential, schedule, draws, candidates, resampler, seed } =
    specification;
  const every = schedule.kind === "every" ? schedule.every : undefined;
  const scored =
    every === undefined ? `by ${schedule.kind}` : every === 0 ? "as often as suits the steps" : `every ${every} steps`;
  return [
    `- ${markdownText(model)} on ${device.provider}, after “${markdownText(prompt)}”`,
    `- ${seeds.length === 1 ? `seed ${seed}` : `${seeds.length} seeds from ${seed}`}, ${particlesOf(specification)} particles${islands === 1 ? "" : ` on ${islands} islands`}, ${steps} steps`,
    `- λ ${strength}, potential ${potential}, scored ${scored} with ${draws} draws${candidates === 1 ? "" : ` and ${candidates} candidates`}, ${resampler} resampling`,
    `- 95 % confidence intervals of the mean over seeds, by Student's t (of rewards of few values as if each end of their range had been seen twice more); ${formatSeconds(seconds.total)} in all`,
    "- base and fk-draw are expectations over their draw: the mean of the particles, plain and weighted",
    images === undefined
      ? "- distinct-n: different runs of n words over all of them, in the generated texts together"
      : "- pixel distance: root mean square difference of two images' colours, 0 to 1, over all pairs of particles",
  ].join("\n");
}

function rewardsOf(rewards: readonly RewardChoice[]): string {
  return `Reward: ${markdownText(weightedNames(rewards))}`;
}
