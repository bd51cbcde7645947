/** Whether an iteration of particle Gibbs takes exact draws of paths to exact draws: by how far it moves averages that must stay. */
import { particleGibbs } from "../../src/steering/particleGibbs.ts";
import type { SteeringPolicy } from "../../src/steering/policy.ts";
import { createRandomStreams } from "../../src/steering/streams.ts";
import { digit, enumerableChain, maskedCount, places } from "./enumerableChain.ts";
import { signal } from "./estimates.ts";
import { exactPaths } from "./exactPaths.ts";
import { Sample } from "./zScore.ts";

const chain = enumerableChain({ seed: 3 });

type Path = readonly number[];
const onPaths: readonly ((path: Path) => number)[] = [
  (path) => chain.rewards[path.at(-1)!]!,
  // Choices on the way show there: how much is masked at each step.
  ...[1, 2, 3].map((step) => (path: Path) => maskedCount(path[step]!)),
  ...Array.from({ length: places }, (_, place) => (path: Path) => (digit(path.at(-1)!, place) === 1 ? 1 : 0)),
];

/**
 * z-scores of the mean of f(path after) − f(path before) over `runs` iterations, each from an exact draw. Both have the law π if it
 * is stationary; and as most paths stay what they were, the difference is known far better than either.
 */
export async function stationarityScores(policy: SteeringPolicy, particles: number, runs: number): Promise<number[]> {
  const drawPath = exactPaths(chain, policy.strength);
  const random = createRandomStreams(0).stream({ purpose: "reference", group: "exact", slot: 0, step: 0 });
  const samples = onPaths.map(() => new Sample());
  for (let seed = 0; seed < runs; seed += 1) {
    const reference = drawPath(random);
    const group = { key: "g", particles };
    const options = { group, random: createRandomStreams(seed), signal, iterations: 1, reference };
    for await (const { path } of particleGibbs(chain.process, chain.reward, policy, options)) {
      onPaths.forEach((f, i) => samples[i]!.add(f(path) - f(reference)));
    }
  }
  return samples.map(({ mean, standardError }) => mean / standardError);
}
