/** All seeds' figures as estimates, and their differences seed by seed. Pure. */
import type {
  CloudFigures,
  CloudName,
  ComparisonResult,
  Difference,
  Estimate,
  OutputName,
  SeedResult,
} from "../../protocol/comparison.ts";
import { estimateOf } from "./estimate.ts";

const pairs: readonly (readonly [of: OutputName, minus: OutputName])[] = [
  ["fk", "best-of-n"],
  ["fk-draw", "base"],
  ["best-of-n", "base"],
];

export function summaryOf(seeds: readonly SeedResult[]): Pick<ComparisonResult, "outputs" | "clouds" | "differences"> {
  const output = (name: OutputName) => scoresOf((score) => seeds.map(({ outputs }) => outputs[name][score]));
  const cloud = (name: CloudName) => cloudOf(seeds.map(({ clouds }) => clouds[name]));
  return {
    outputs: {
      base: output("base"),
      "best-of-n": output("best-of-n"),
      fk: output("fk"),
      "fk-draw": output("fk-draw"),
    },
    clouds: { unsteered: cloud("unsteered"), steered: cloud("steered") },
    differences: pairs.map(([of, minus]): Difference => ({
      of,
      minus,
      ...scoresOf((score) => seeds.map(({ outputs }) => difference(outputs[of][score], outputs[minus][score]))),
    })),
  };
}

function scoresOf(figuresOf: (score: "reward" | "holdout") => readonly (number | undefined)[]) {
  return { reward: estimateOf(figuresOf("reward")), holdout: estimateOf(figuresOf("holdout")) };
}

function cloudOf(figures: readonly CloudFigures<number | undefined>[]): CloudFigures<Estimate | undefined> {
  const over = (read: (cloud: CloudFigures<number | undefined>) => number | undefined) => estimateOf(figures.map(read));
  return {
    mean: over(({ mean }) => mean),
    best: over(({ best }) => best),
    spread: over(({ spread }) => spread),
    diversity: [
      over(({ diversity }) => diversity[0]),
      over(({ diversity }) => diversity[1]),
      over(({ diversity }) => diversity[2]),
    ],
    pixelDistance: over(({ pixelDistance }) => pixelDistance),
    feasible: over(({ feasible }) => feasible),
    holdoutMean: over(({ holdoutMean }) => holdoutMean),
    executedCalls: over(({ executedCalls }) => executedCalls),
    seconds: over(({ seconds }) => seconds),
  };
}

function difference(of: number | undefined, minus: number | undefined): number | undefined {
  return of === undefined || minus === undefined ? undefined : of - minus;
}
