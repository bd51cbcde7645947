/** Three states, three steps: conditional SMC around exactly drawn paths, fast enough for differences of a thousandth to show. */
import { drawByWeight } from "../../src/steering/output.ts";
import type { RandomStream } from "../../src/steering/random.ts";
import type { Statistic } from "./target.ts";
import { Sample } from "./zScore.ts";

const first = [0.5, 0.3, 0.2];
const kernel = [
  [0.6, 0.3, 0.1],
  [0.2, 0.5, 0.3],
  [0.3, 0.1, 0.6],
];
/** G at each step by state. */
const potentials = [
  [1, 4, 0.3],
  [0.5, 1, 5],
  [2, 0.4, 1],
];
const steps = potentials.length;
const particles = 3;

const paths = [0, 1, 2].flatMap((a) => [0, 1, 2].flatMap((b) => [0, 1, 2].map((c) => [a, b, c])));
const masses = paths.map((path) =>
  path.reduce(
    (mass, x, step) => mass * (step === 0 ? first[x]! : kernel[path[step - 1]!]![x]!) * potentials[step]![x]!,
    1,
  ),
);
const total = masses.reduce((a, b) => a + b, 0);

/** Indicators of the first and the last state under the exact law. */
const toyStatistics: readonly (Statistic & { readonly step: number })[] = [0, steps - 1].flatMap((step) =>
  [0, 1, 2].map((a) => ({
    name: `π(x${step} = ${a})`,
    step,
    f: (x: number) => (x === a ? 1 : 0),
    exact: paths.reduce((sum, path, i) => sum + (path[step] === a ? masses[i]! / total : 0), 0),
  })),
);

/** z-scores of one iteration from exact paths: if the kernel is right, what comes out is distributed as what went in. */
export function toyScores(
  resampleAround: (weights: Float64Array, random: RandomStream) => Int32Array,
  random: RandomStream,
  runs: number,
): number[] {
  const samples = toyStatistics.map(() => new Sample());
  const weights = new Float64Array(particles);
  for (let run = 0; run < runs; run += 1) {
    const reference = paths[drawByWeight(masses, random)]!;
    let cloud: number[][] = Array.from({ length: particles }, () => []);
    for (let step = 0; step < steps; step += 1) {
      if (step > 0) cloud = Array.from(resampleAround(weights, random), (ancestor) => cloud[ancestor]!);
      cloud = cloud.map((path, n) => [
        ...path,
        n === 0 ? reference[step]! : drawByWeight(step === 0 ? first : kernel[path.at(-1)!]!, random),
      ]);
      cloud.forEach((path, n) => {
        weights[n] = potentials[step]![path[step]!]!;
      });
      const sum = weights.reduce((a, b) => a + b, 0);
      weights.forEach((weight, n) => {
        weights[n] = weight / sum;
      });
    }
    // The chosen path's indicator, averaged over the choice.
    toyStatistics.forEach(({ f, step }, i) => {
      samples[i]!.add(cloud.reduce((sum, path, n) => sum + weights[n]! * f(path[step]!), 0));
    });
  }
  return samples.map((sample, i) => sample.z(toyStatistics[i]!.exact));
}
