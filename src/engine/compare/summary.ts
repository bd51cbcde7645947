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
import { estimateOf } from "../../protocol/estimate.ts";
import { rangeOfFew } from "../../protocol/fewValues.ts";

const pairs: readonly (readonly [of: OutputName, minus: OutputName])[] = [
  ["fk", "best-of-n"],
  ["fk-draw", "base"],
  ["best-of-n", "base"],
];

export function summaryOf(seeds: readonly SeedResult[]): Pick<ComparisonResult, "outputs" | "clouds" | "differences"> {
  const samples = seeds.reduce((sum, { scored }) => sum + scored, 0);
  const rangeOf = (score: Score): Range =>
    rangeOfFew(
      seeds.map(({ values }) => values[score]),
      samples,
    );
  const ranges = { reward: rangeOf("reward"), holdout: rangeOf("holdout") };
  const apart = { reward: differenceRange(ranges.reward), holdout: differenceRange(ranges.holdout) };
  const output = (name: OutputName) => scoresOf((score) => seeds.map(({ outputs }) => outputs[name][score]), ranges);
  const cloud = (name: CloudName) =>
    cloudOf(
      seeds.map(({ clouds }) => clouds[name]),
      ranges,
    );
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
      ...scoresOf((score) => seeds.map(({ outputs }) => difference(outputs[of][score], outputs[minus][score])), apart),
    })),
  };
}

type Score = "reward" | "holdout";
type Range = readonly [low: number, high: number] | undefined;

function scoresOf(
  figuresOf: (score: Score) => readonly (number | undefined)[],
  ranges: Readonly<Record<Score, Range>>,
) {
  return {
    reward: estimateOf(figuresOf("reward"), ranges.reward),
    holdout: estimateOf(figuresOf("holdout"), ranges.holdout),
  };
}

function differenceRange(range: Range): Range {
  return range && [range[0] - range[1], range[1] - range[0]];
}

function cloudOf(
  figures: readonly CloudFigures<number | undefined>[],
  ranges: Readonly<Record<Score, Range>>,
): CloudFigures<Estimate | undefined> {
  const over = (read: (cloud: CloudFigures<number | undefined>) => number | undefined, range?: Range) =>
    estimateOf(figures.map(read), range);
  return {
    mean: over(({ mean }) => mean, ranges.reward),
    best: over(({ best }) => best, ranges.reward),
    spread: over(({ spread }) => spread),
    diversity: [
      over(({ diversity }) => diversity[0]),
      over(({ diversity }) => diversity[1]),
      over(({ diversity }) => diversity[2]),
    ],
    pixelDistance: over(({ pixelDistance }) => pixelDistance),
    feasible: over(({ feasible }) => feasible),
    holdoutMean: over(({ holdoutMean }) => holdoutMean, ranges.holdout),
    executedCalls: over(({ executedCalls }) => executedCalls),
    seconds: over(({ seconds }) => seconds),
  };
}

function difference(of: number | undefined, minus: number | undefined): number | undefined {
  return of === undefined || minus === undefined ? undefined : of - minus;
}
