/** Islands: the same unbiased estimates from several populations, each counted by its own Ẑ. */
import { describe, expect, it } from "vitest";
import { archipelago } from "../../src/steering/islands.ts";
import type { SteeringPolicy } from "../../src/steering/policy.ts";
import { steer } from "../../src/steering/steer.ts";
import { createRandomStreams } from "../../src/steering/streams.ts";
import { enumerableChain } from "./enumerableChain.ts";
import { defaultPolicy, lastRecord, signal } from "./estimates.ts";
import { statisticsOf } from "./target.ts";
import { Sample, worst } from "./zScore.ts";

const chain = enumerableChain({ seed: 11 });
const strength = 2;
const islandsOf = (particles: number) => Array.from({ length: 3 }, (_, m) => ({ key: `island ${m}`, particles }));

async function lastOf<Item>(items: AsyncIterable<Item>): Promise<Item> {
  let last: Item | undefined;
  for await (const item of items) last = item;
  if (last === undefined) throw new Error("there was none");
  return last;
}

type Combine = (logZs: readonly number[]) => { readonly shares: ArrayLike<number>; readonly logZ: number };

async function scores(policy: SteeringPolicy, combine: Combine, runs: number, particles = 4): Promise<number[]> {
  const statistics = statisticsOf(chain.law, chain.rewards, policy.strength);
  const samples = statistics.map(() => new Sample());
  for (let seed = 0; seed < runs; seed += 1) {
    const options = { groups: islandsOf(particles), random: createRandomStreams(seed), signal };
    const { cloud, scoring } = await lastOf(steer(chain.process, chain.reward, policy, options));
    const { shares, logZ } = combine(scoring!.groups.map((group) => group.logZ));
    statistics.forEach(({ f }, i) => {
      const mean = cloud.groups.reduce((sum, { start, count }, m) => {
        const own = cloud.states.slice(start, start + count);
        return sum + shares[m]! * own.reduce((inner, state, n) => inner + scoring!.weights[start + n]! * f(state), 0);
      }, 0);
      samples[i]!.add(Math.exp(logZ) * mean);
    });
  }
  return samples.map((sample, i) => sample.z(statistics[i]!.exact));
}

describe("islands", () => {
  it.each([
    { resampling: "adaptive", potential: "difference" },
    { resampling: "always", potential: "max" },
  ] as const)("are combined without bias by their own Ẑ: $resampling, $potential", async (choice) => {
    const policy = { ...defaultPolicy, strength, ...choice };
    const found = await scores(policy, archipelago, 1000);
    expect(Math.abs(worst(found)), found.join(" ")).toBeLessThan(4);
  });

  it("would not be if each counted alike", async () => {
    const alike: Combine = (logZs) => ({ ...archipelago(logZs), shares: logZs.map(() => 1 / logZs.length) });
    const policy = { ...defaultPolicy, strength, potential: "terminal", resampling: "never" } as const;
    expect(Math.abs(worst(await scores(policy, archipelago, 1000, 2)))).toBeLessThan(4.5);
    expect(Math.abs(worst(await scores(policy, alike, 1000, 2)))).toBeGreaterThan(4.5);
  });

  it("have the particles that each would have alone", async () => {
    const policy = { ...defaultPolicy, strength };
    const options = { groups: [{ key: "g", particles: 8 }, ...islandsOf(4)], random: createRandomStreams(3), signal };
    const { cloud } = await lastOf(steer(chain.process, chain.reward, policy, options));
    const alone = await lastRecord(chain.process, chain.reward, policy, 8, 3);
    expect(cloud.states.slice(0, 8)).toStrictEqual(alone.cloud.states);
  });

  it("count nothing where no particle is feasible", () => {
    expect([...archipelago([-Infinity, 0]).shares]).toStrictEqual([0, 1]);
    expect(archipelago([-Infinity, -Infinity])).toStrictEqual({ shares: new Float64Array(2), logZ: -Infinity });
  });
});
