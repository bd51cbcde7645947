/** Mistakes of published implementations (feynman-kac.md lists them): each is rejected by the test that the method passes. */
import { describe, expect, it } from "vitest";
import { ess } from "../../src/steering/ess.ts";
import { steer } from "../../src/steering/steer.ts";
import { createRandomStreams } from "../../src/steering/streams.ts";
import { valueOf } from "../../src/steering/value.ts";
import { digit, enumerableChain, guessLaw } from "./enumerableChain.ts";
import { defaultPolicy, signal, zScores } from "./estimates.ts";
import { momentumChain, walkReward, walkStatistics } from "./momentumChain.ts";
import { loopScores, maxPotential, method, type Rules } from "./mutantLoop.ts";
import { statisticsOf } from "./target.ts";
import { Sample, worst } from "./zScore.ts";

const limit = 4.5;
const runs = 800;
const negative = enumerableChain({ seed: 11, reward: (state) => -1.5 * Math.abs(Math.sin(state)) });
const noisy = enumerableChain({ seed: 11 });
/** Rewards at which exp(λ r) passes 1e10 for every outcome. */
const high = enumerableChain({ seed: 11, reward: (state) => 2.45 + 0.1 * Math.sin(state) });
/** Half of all outcomes are forbidden, and whether one is can only be seen at the end. */
const forbidden = enumerableChain({
  seed: 11,
  hardConstraint: true,
  reward: (state) => ((digit(state, 0) + digit(state, 1) + digit(state, 2)) % 2 === 0 ? 0 : -Infinity),
});

async function largest(chain: typeof noisy, strength: number, rules: Rules, count = runs): Promise<number> {
  const statistics = statisticsOf(chain.law, chain.rewards, strength).filter(({ exact }) => !Number.isNaN(exact));
  return Math.abs(worst(await loopScores(chain, strength, rules, statistics, count)));
}

describe("the z-test accepts the method and rejects", () => {
  it.each([
    {
      mistake: "1. a potential dropped at a step that does not resample",
      chain: noisy,
      right: method,
      wrong: { ...method, carry: () => 0 },
      strength: 2,
    },
    {
      mistake: "2. a last weight by the running max",
      chain: noisy,
      right: { ...method, logPotential: maxPotential },
      wrong: {
        ...method,
        logPotential: (strength: number, _: number, { runningMax }: { runningMax: number }) => strength * runningMax,
      },
      strength: 1.2,
    },
    {
      mistake: "3. a running max that starts at 0 under negative rewards",
      chain: negative,
      right: { ...method, logPotential: maxPotential },
      wrong: {
        ...method,
        firstMax: 0,
        logPotential: (strength: number, _: number, { runningMax }: { runningMax: number }) => strength * runningMax,
      },
      strength: 1.2,
    },
    {
      mistake: "4. a last step that goes through the ESS test",
      chain: noisy,
      right: method,
      wrong: { ...method, testsLast: true },
      strength: 2,
      count: 2000,
    },
    {
      mistake: "5. linear weights clamped at 1e10",
      chain: high,
      right: method,
      wrong: {
        ...method,
        logPotential: (strength: number, value: number, { paid }: { paid: number }) =>
          Math.log(Math.min(Math.exp(strength * value), 1e10)) - paid,
      },
      strength: 10,
    },
    {
      mistake: "6. x̂₀ of x_t scored for x_{t−1}",
      chain: noisy,
      right: method,
      wrong: { ...method, looksAt: "parent" as const },
      strength: 2,
    },
    {
      mistake: "10. a hard constraint on noisy predictions",
      chain: forbidden,
      right: method,
      wrong: { ...method, floor: (value: number) => value },
      strength: 1,
    },
  ])("$mistake", async ({ chain, right, wrong, strength, count }) => {
    expect(await largest(chain, strength, right, count)).toBeLessThan(limit);
    expect(await largest(chain, strength, wrong, count)).toBeGreaterThan(limit);
  });

  it("7. λ outside the log-mean-exp over draws", async () => {
    // mean exp(λ r(x̂₀)) over draws is unbiased for its expectation under the denoiser, and exp(λ v) is that mean.
    const strength = 3;
    const guesses = guessLaw(noisy.table, 0);
    const exact = guesses.reduce((sum, p, state) => sum + p * Math.exp(strength * noisy.rewards[state]!), 0);
    const outside = (rewards: ArrayLike<number>): number => valueOf(rewards, 1);
    const [right, wrong] = [new Sample(), new Sample()];
    const view = { slot: { group: "g", index: 0 }, state: 0, prediction: noisy.table[0]! };
    for (let seed = 0; seed < 4000; seed += 1) {
      const [samples] = await noisy.process.decode([view], 0, 3, createRandomStreams(seed), signal);
      const rewards = samples!.map((state) => noisy.rewards[state]!);
      right.add(Math.exp(strength * valueOf(rewards, strength)));
      wrong.add(Math.exp(strength * outside(rewards)));
    }
    expect(Math.abs(right.z(exact))).toBeLessThan(limit);
    expect(Math.abs(wrong.z(exact))).toBeGreaterThan(limit);
  });

  it("8. a scheduler's history that is not gathered with its particle", async () => {
    const policy = { ...defaultPolicy, strength: 3, resampling: "always" } as const;
    const statistics = walkStatistics(policy.strength);
    const scores = async (history: "in the state" | "by slot"): Promise<number> =>
      Math.abs(worst(await zScores(momentumChain(history), walkReward, policy, statistics, { particles: 8, runs })));
    expect(await scores("in the state")).toBeLessThan(limit);
    expect(await scores("by slot")).toBeGreaterThan(limit);
  });
});

describe("groups", () => {
  it("9. are judged each by its own ESS, where an average would hide a collapsed one", async () => {
    const rewards = new Map([
      ["collapsed", 6],
      ["even", 0],
    ]);
    const process = { ...noisy.process, decode: labelled };
    const reward = {
      name: "one outlier",
      hardConstraint: false,
      score: (labels: readonly string[]) =>
        Promise.resolve(labels.map((label) => (label.endsWith(":0") ? rewards.get(label.slice(0, -2))! : 0))),
    };
    const groups = [
      { key: "collapsed", particles: 8 },
      { key: "even", particles: 24 },
    ];
    const policy = { ...defaultPolicy, strength: 2, essThreshold: 0.5 };
    const run = steer(process, reward, policy, { groups, random: createRandomStreams(1), signal });
    const first = (await run.next()).value;
    await run.return();
    const [collapsed, even] = first!.scoring!.groups;
    expect(collapsed).toMatchObject({ resampled: true });
    expect(even).toMatchObject({ resampled: false });
    expect(collapsed!.ess).toBeCloseTo(1, 2);
    // The mistake: one mean over groups, or one ESS over all weights, is above the threshold and would have left both alone.
    expect((collapsed!.ess / 8 + even!.ess / 24) / 2).toBeGreaterThan(policy.essThreshold);
    expect(ess(first!.scoring!.weights.subarray(8))).toBeGreaterThan(policy.essThreshold * 24);
  });
});

/** Samples that say whose they are. */
function labelled(
  views: readonly { readonly slot: { readonly group: string; readonly index: number } }[],
): Promise<string[][]> {
  return Promise.resolve(views.map(({ slot }) => [`${slot.group}:${slot.index}`]));
}
