/** A finished comparison for the terminal. Pure. */
import type { CloudName, ComparisonResult, Estimate, OutputName } from "../../protocol/comparison.ts";
import { particlesOf } from "../../protocol/specification.ts";
import { inSpreads } from "../../protocol/unsteered.ts";
import { estimateText } from "../../protocol/estimateWords.ts";
import { formatSeconds } from "../../protocol/timeWords.ts";
import { table } from "./table.ts";

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
  const { seed, model } = specification;
  const particles = particlesOf(specification);
  // Of a refined run those of all iterations.
  const samples = particles * (1 + (specification.refine?.iterations ?? 0));
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
        row(`fk: best of ${samples} steered`, "fk"),
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
      [
        samples === particles ? `${particles} particles` : `${samples} and ${particles} particles`,
        "unsteered (base, best-of-n)",
        "steered (fk)",
      ],
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
