/** Several populations of the enumerable chain as one estimate, and the mistake that is made in combining them. */
import { archipelago } from "../../src/steering/islands.ts";
import type { SteeringPolicy } from "../../src/steering/policy.ts";
import type { StepRecord } from "../../src/steering/record.ts";
import { steer } from "../../src/steering/steer.ts";
import { createRandomStreams } from "../../src/steering/streams.ts";
import { enumerableChain } from "./enumerableChain.ts";
import { defaultPolicy, signal } from "./estimates.ts";
import { statisticsOf, type Statistic } from "./target.ts";
import { Sample, worst } from "./zScore.ts";

export const chain = enumerableChain({ seed: 11 });
export const islandsOf = (count: number, particles: number) =>
  Array.from({ length: count }, (_, m) => ({ key: `island ${m}`, particles }));

/** What each island counts by, and log Z of all. */
type Combine = (logZs: readonly number[]) => { readonly shares: ArrayLike<number>; readonly logZ: number };

export interface IslandCase {
  readonly name: string;
  readonly islands: number;
  readonly particles: number;
  readonly policy: SteeringPolicy;
}

const islandCase = (islands: number, particles: number, change: Partial<SteeringPolicy>): IslandCase => ({
  name: [`${islands} islands of ${particles}`, ...Object.values(change).map(String)].join(", "),
  islands,
  particles,
  policy: { ...defaultPolicy, strength: 2, ...change },
});

export const islandCases: readonly IslandCase[] = [
  islandCase(3, 4, { resampling: "adaptive", potential: "difference" }),
  islandCase(3, 4, { resampling: "always", potential: "max" }),
  islandCase(4, 2, { resampling: "always", potential: "difference" }),
];

export const islandStatistics = ({ policy }: IslandCase): readonly Statistic[] =>
  statisticsOf(chain.law, chain.rewards, policy.strength);

/** One sample of the combined estimates for each statistic, over `runs` seeds. */
export async function islandEstimates(
  { islands, particles, policy }: IslandCase,
  statistics: readonly Statistic[],
  { runs, seed = 0 }: { readonly runs: number; readonly seed?: number },
  combine: Combine = archipelago,
): Promise<Sample[]> {
  const samples = statistics.map(() => new Sample());
  for (let run = 0; run < runs; run += 1) {
    const random = createRandomStreams(seed * 100_003 + run);
    const options = { groups: islandsOf(islands, particles), random, signal };
    let last: StepRecord<number, number> | undefined;
    for await (const record of steer(chain.process, chain.reward, policy, options)) last = record;
    const { cloud, scoring } = last!;
    const { shares, logZ } = combine(scoring!.groups.map((group) => group.logZ));
    statistics.forEach(({ f }, i) => {
      const mean = cloud.groups.reduce((sum, { start, count }, m) => {
        const own = cloud.states.slice(start, start + count);
        return sum + shares[m]! * own.reduce((inner, state, n) => inner + scoring!.weights[start + n]! * f(state), 0);
      }, 0);
      samples[i]!.add(Math.exp(logZ) * mean);
    });
  }
  return samples;
}

export async function islandScores(each: IslandCase, runs: number, combine?: Combine): Promise<number[]> {
  const statistics = islandStatistics(each);
  const samples = await islandEstimates(each, statistics, { runs }, combine);
  return samples.map((sample, i) => sample.z(statistics[i]!.exact));
}

const unselected = islandCase(3, 2, { potential: "terminal", resampling: "never" });
const alike: Combine = (logZs) => ({ ...archipelago(logZs), shares: logZs.map(() => 1 / logZs.length) });

export const islandMutants = [
  {
    mistake: "18. islands that count alike, whatever their Ẑ",
    right: async () => Math.abs(worst(await islandScores(unselected, 1000))),
    wrong: async () => Math.abs(worst(await islandScores(unselected, 1000, alike))),
  },
] as const;
