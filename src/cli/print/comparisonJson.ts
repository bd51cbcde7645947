/** A finished comparison for programs. Pure. */
import type { CloudName, ComparisonResult, Estimate, OutputName } from "../../protocol/comparison.ts";

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

/** With null for an interval that there is not. */
export function estimateJson(estimate: Estimate | undefined): object | null {
  return estimate === undefined ? null : { ...estimate, interval: estimate.interval ?? null };
}
