/** The estimates that must be unbiased at any number of particles, against sums over all paths. */
import { describe, expect, it } from "vitest";
import { averageError } from "./convergence.ts";
import { digit, enumerableChain, places, stateCount, vocabulary, withDigit } from "./enumerableChain.ts";
import { defaultPolicy, zScores } from "./estimates.ts";
import { policyName, stratifiedPolicies } from "./grid.ts";
import { statisticsOf } from "./target.ts";
import { worst } from "./zScore.ts";

const chain = enumerableChain();

describe("the enumerable chain", () => {
  it("has a law that sums to 1 over the clean states", () => {
    expect(chain.law.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    expect(chain.law.filter((p) => p > 0)).toHaveLength(vocabulary ** places);
  });

  it("is no independent product of its places", () => {
    const marginal = (place: number, token: number): number =>
      chain.law.reduce((sum, p, state) => (digit(state, place) === token ? sum + p : sum), 0);
    let distance = 0;
    for (let state = 0; state < stateCount; state += 1) {
      if (chain.law[state] === 0) continue;
      let product = 1;
      for (let place = 0; place < places; place += 1) product *= marginal(place, digit(state, place));
      distance += Math.abs(chain.law[state]! - product) / 2;
    }
    expect(distance).toBeGreaterThan(0.1);
  });

  it("has a law that its own draws agree with", async () => {
    const policy = { ...defaultPolicy, strength: 0 };
    const statistics = statisticsOf(chain.law, chain.rewards, 0, 8);
    const scores = await zScores(chain.process, chain.reward, policy, statistics, { particles: 50, runs: 60 });
    expect(Math.abs(worst(scores)), scores.join(" ")).toBeLessThan(4);
  });

  it("reads places and writes them", () => {
    expect(digit(withDigit(withDigit(0, 1, 3), 2, 1), 1)).toBe(3);
  });
});

describe("steering is unbiased for Z and Z·E_π[f] at 8 particles", () => {
  it.each(stratifiedPolicies(60).map((policy, row) => ({ name: policyName(policy), policy, row })))(
    "$name",
    async ({ policy, row }) => {
      const statistics = statisticsOf(chain.law, chain.rewards, policy.strength);
      const scores = await zScores(chain.process, chain.reward, policy, statistics, {
        particles: 8,
        runs: 400,
        seed: 100 + row,
      });
      expect(Math.abs(worst(scores)), scores.join(" ")).toBeLessThan(4);
    },
  );

  it("holds with two particles", async () => {
    const statistics = statisticsOf(chain.law, chain.rewards, 1);
    const policy = { ...defaultPolicy, strength: 1, resampling: "always" } as const;
    const scores = await zScores(chain.process, chain.reward, policy, statistics, { particles: 2, runs: 1500 });
    expect(Math.abs(worst(scores)), scores.join(" ")).toBeLessThan(4);
  });
});

describe("a hard constraint is met without bias", () => {
  // Half of all outcomes are forbidden, and the rest are not alike.
  const allowed = (state: number): boolean => (digit(state, 0) + digit(state, 1) + digit(state, 2)) % 2 === 0;
  const constrained = enumerableChain({
    hardConstraint: true,
    reward: (state) => (allowed(state) ? Math.cos(state) / 2 : -Infinity),
  });

  it.each([
    { potential: "difference", draws: 1, tempering: { kind: "constant" } },
    { potential: "max", draws: 3, tempering: { kind: "linear" } },
    // Paid at every step, the floor under `sum` adds up to weights too heavy-tailed for a z-score.
    {
      potential: "sum",
      draws: 3,
      tempering: { kind: "adaptive", essFraction: 0.8 },
      schedule: { kind: "steps", steps: [2] },
    },
    { potential: "immediate", draws: 1, tempering: { kind: "constant" } },
  ] as const)("$potential, $draws draws, $tempering.kind", async (choice) => {
    const policy = { ...defaultPolicy, ...choice, strength: 0.7 };
    const statistics = statisticsOf(constrained.law, constrained.rewards, policy.strength, 4).filter(
      ({ name }) => name !== "Z·E[r]",
    );
    const size = { particles: 8, runs: 500, seed: 31 };
    const scores = await zScores(constrained.process, constrained.reward, policy, statistics, size);
    expect(Math.abs(worst(scores)), scores.join(" ")).toBeLessThan(4);
  });
});

describe("the self-normalised average", () => {
  it("is biased at few particles and closes in as they grow", async () => {
    const few = await averageError(defaultPolicy, 4, 400);
    const many = await averageError(defaultPolicy, 64, 100);
    expect(few.mean / few.standardError).toBeLessThan(-4);
    expect(Math.abs(many.mean)).toBeLessThan(Math.abs(few.mean) / 3);
    expect(Math.abs(many.z(0))).toBeLessThan(4);
  });
});
