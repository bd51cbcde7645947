/** A finished comparison for the terminal and for programs. Pure. */
import type { CloudName, ComparisonResult, Estimate, OutputName } from "../../protocol/comparison.ts";
import { inSpreads } from "../../protocol/unsteered.ts";
import { estimateText } from "../../protocol/estimateWords.ts";
import { formatSeconds } from "../../protocol/timeWords.ts";
import { table } from "./table.ts";

const methods = [
  { method: "base", cloud: "unsteered", output: "base" },
  { method: "best-of-n", cloud: "unsteered", output: "best-of-n" },
  { method: "fk", cloud: "steered", output: "fk", draw: "fk-draw" },
] as const satisfies readonly { method: string; cloud: CloudName; output: OutputName; draw?: OutputName }[];

/**
 * The JSON of `compare --json`: by method. An estimate is its mean, its 95 % interval (null with one seed) and the number of seeds; what there
 * is none of is null.
 */
export function comparisonJson(result: ComparisonResult): object {
  const { specification, holdout, nominalCalls, bestOf, scales, outputs, clouds, differences, conclusion, seeds } =
    result;
  const { seconds, device } = result;
  return {
    specification,
    holdout: holdout ?? null,
    methods: Object.fromEntries(
      methods.map(({ method, cloud, output, ...more }) => {
        const {
          mean,
          best,
          spread,
          diversity,
          pixelDistance,
          feasible,
          holdoutMean,
          executedCalls,
          seconds: wall,
        } = clouds[cloud];
        const scores = (name: OutputName) => ({
          reward: estimateJson(outputs[name].reward),
          holdout: estimateJson(outputs[name].holdout),
        });
        const json = {
          ...scores(output),
          ...("draw" in more ? { draw: scores(more.draw) } : {}),
          particles: {
            mean: estimateJson(mean),
            best: estimateJson(best),
            spread: estimateJson(spread),
            diversity: {
              "distinct-1": estimateJson(diversity[0]),
              "distinct-2": estimateJson(diversity[1]),
              "distinct-3": estimateJson(diversity[2]),
              pixels: estimateJson(pixelDistance),
            },
            feasible: estimateJson(feasible),
            holdout: estimateJson(holdoutMean),
          },
          nominalCalls,
          executedCalls: estimateJson(executedCalls),
          seconds: estimateJson(wall),
        };
        return [method, json];
      }),
    ),
    differences: differences.map(({ of, minus, reward, holdout: judged }) => ({
      of,
      minus,
      reward: estimateJson(reward),
      holdout: estimateJson(judged),
    })),
    conclusion,
    bestOf,
    scales: scales ?? null,
    seeds,
    seconds,
    device,
  };
}

function estimateJson(estimate: Estimate | undefined): object | null {
  return estimate === undefined ? null : { ...estimate, interval: estimate.interval ?? null };
}

/** What each method puts out, what it picks from, the differences, and what follows. */
export function comparisonTable(result: ComparisonResult): string {
  const {
    specification,
    holdout,
    nominalCalls,
    bestOf,
    outputs,
    clouds,
    differences,
    conclusion,
    seeds,
    images,
    seconds,
    device,
  } = result;
  const { islands, seed, model } = specification;
  const particles = specification.particles * islands;
  const withHoldout = holdout === undefined ? [] : [`holdout ${holdout}`];
  const judged = (estimate: Estimate | undefined): string[] => (holdout === undefined ? [] : [estimateText(estimate)]);
  const { unsteered, steered } = clouds;
  const row = (label: string, name: OutputName) => [
    label,
    estimateText(outputs[name].reward),
    ...judged(outputs[name].holdout),
  ];
  const cloudRow = (
    label: string,
    read: (cloud: ComparisonResult["clouds"][CloudName]) => Estimate | undefined,
    digits = 3,
  ) => [label, estimateText(read(unsteered), digits), estimateText(read(steered), digits)];
  const tables = [
    table(
      ["output", "reward", ...withHoldout],
      [
        row("base: one unsteered", "base"),
        row(`best-of-n: best of ${bestOf} unsteered`, "best-of-n"),
        row("fk-draw: a steered draw by weight", "fk-draw"),
        row(`fk: best of ${particles} steered`, "fk"),
      ],
    ),
    table(
      ["difference", "reward", ...withHoldout],
      differences.map(({ of, minus, reward, holdout: other }) => [
        `${of} − ${minus}`,
        estimateText(reward),
        ...judged(other),
      ]),
    ),
    table(
      [`${particles} particles`, "unsteered (base, best-of-n)", "steered (fk)"],
      [
        cloudRow("mean", ({ mean }) => mean),
        cloudRow("best", ({ best }) => best),
        cloudRow("spread", ({ spread }) => spread),
        ...(images === undefined
          ? [1, 2, 3].map((n) => cloudRow(`distinct-${n}`, ({ diversity }) => diversity[n - 1]))
          : [cloudRow("pixel distance", (cloud) => cloud.pixelDistance)]),
        ...(holdout === undefined ? [] : [cloudRow("holdout mean", ({ holdoutMean }) => holdoutMean)]),
        ...(isAll(unsteered.feasible) && isAll(steered.feasible)
          ? []
          : [cloudRow("feasible", ({ feasible }) => feasible)]),
        ["denoiser calls", String(nominalCalls), String(nominalCalls)],
        cloudRow("  executed", ({ executedCalls }) => executedCalls, 0),
        cloudRow("seconds", ({ seconds: wall }) => wall, 2),
      ],
    ),
  ];
  const count = seeds.length;
  const about = `${count === 1 ? `Seed ${seed}` : `Means over ${count} seeds from ${seed}, 95 % confidence intervals of the mean (Student's t)`}; ${model} on ${device.provider}, ${inUnits(result)}, ${formatSeconds(seconds.total)}`;
  return `${tables.join("\n")}\n${about}\n\n${conclusion.join("\n")}\n`;
}

/** λ, raw and in units of what the reward spreads by without steering. */
function inUnits({ specification: { strength, standardise }, clouds: { unsteered } }: ComparisonResult): string {
  const spread = standardise > 0 ? undefined : unsteered.spread?.mean;
  return `λ ${strength}${spread === undefined ? "" : ` (${inSpreads(strength, spread)} spreads of the unsteered reward)`}`;
}

function isAll(feasible: Estimate | undefined): boolean {
  return feasible?.mean === 1;
}
