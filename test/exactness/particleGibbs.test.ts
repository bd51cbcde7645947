/** Conditional SMC leaves the steered distribution as it is, exactly, at any N: from exact draws to exact draws. */
import { describe, expect, it } from "vitest";
import { particleGibbs } from "../../src/steering/particleGibbs.ts";
import type { SteeringPolicy } from "../../src/steering/policy.ts";
import type { RandomStream } from "../../src/steering/random.ts";
import { createRandomStreams } from "../../src/steering/streams.ts";
import { chiSquareZ } from "./chiSquare.ts";
import { enumerableChain, stateCount } from "./enumerableChain.ts";
import { defaultPolicy, signal } from "./estimates.ts";
import { exactPaths } from "./exactPaths.ts";
import { stationarityScores } from "./stationarity.ts";
import { targetLaw } from "./target.ts";
import { worst } from "./zScore.ts";

const chain = enumerableChain({ seed: 3 });
const strength = 3;
const target = targetLaw(chain.law, chain.rewards, strength);
const drawPath = exactPaths(chain, strength);
const draws = (seed: number): RandomStream =>
  createRandomStreams(seed).stream({ purpose: "reference", group: "exact", slot: 0, step: 0 });

async function fit(runs: number, outcome: (path: number[], seed: number) => Promise<number>): Promise<number> {
  const counts = Array.from({ length: stateCount }, () => 0);
  const random = draws(0);
  for (let seed = 0; seed < runs; seed += 1) {
    const state = await outcome(drawPath(random), seed);
    counts[state] = counts[state]! + 1;
  }
  return chiSquareZ(counts, target);
}

describe("particle Gibbs", () => {
  it("begins at exact draws in this test", async () => {
    expect(await fit(20_000, (path) => Promise.resolve(path.at(-1)!))).toBeLessThan(4);
  });

  it.each([
    { resampling: "always", potential: "difference", draws: 1, tempering: { kind: "constant" } },
    { resampling: "adaptive", potential: "max", draws: 2, tempering: { kind: "adaptive", essFraction: 0.8 } },
  ] as const)("leaves the target as it is: $resampling, $potential", async (choice) => {
    const policy: SteeringPolicy = { ...defaultPolicy, ...choice, strength };
    const group = { key: "g", particles: 3 };
    const z = await fit(2000, async (reference, seed) => {
      const shared = { groups: [group], random: createRandomStreams(seed), signal };
      const options = { ...shared, iterations: 1, references: [reference] };
      for await (const { groups } of particleGibbs(chain.process, chain.reward, policy, options))
        return groups[0]!.path.at(-1)!;
      throw new Error("no iteration");
    });
    expect(z).toBeLessThan(4);
  });

  // With this many runs the same scores reject a wrong scheme: see pinnedSystematic.test.ts.
  it.each([
    { resampling: "always", potential: "difference", draws: 1, tempering: { kind: "constant" }, particles: 3 },
    { resampling: "always", potential: "sum", draws: 1, tempering: { kind: "linear" }, particles: 2 },
    {
      resampling: "adaptive",
      potential: "max",
      draws: 2,
      tempering: { kind: "adaptive", essFraction: 0.9 },
      essThreshold: 0.95,
      particles: 3,
    },
  ] as const)("moves no average that must stay: $potential, $resampling, $particles particles", async (choice) => {
    const { particles, ...change } = choice;
    const scores = await stationarityScores({ ...defaultPolicy, ...change, strength }, particles, 25_000);
    expect(Math.abs(worst(scores)), scores.join(" ")).toBeLessThan(4);
  });

  // A run that goes on knows its path at the scored steps, 2 and 4.
  it.each([
    { resampling: "always", potential: "difference", draws: 1 },
    { resampling: "adaptive", potential: "max", draws: 2, essThreshold: 0.95 },
  ] as const)(
    "moves none where the path is known at scored steps alone, and would if one of those were missing: $potential",
    async (choice) => {
      const schedule = { kind: "every", every: 2 } as const;
      const policy: SteeringPolicy = { ...defaultPolicy, ...choice, schedule, strength: 3 };
      const known = { steps: [2], isKnown: (step: number) => step === 2 || step === 4 };
      const scores = await stationarityScores(policy, 3, 8000, known);
      expect(Math.abs(worst(scores)), scores.join(" ")).toBeLessThan(4);
      const mistaken = await stationarityScores(policy, 3, 2000, { ...known, isKnown: (step) => step === 4 });
      expect(Math.abs(worst(mistaken)), mistaken.join(" ")).toBeGreaterThan(4.5);
    },
  );

  it("follows its reference in place 0, and moves away from it", async () => {
    let reference = drawPath(draws(2));
    const options = {
      groups: [{ key: "g", particles: 8 }],
      random: createRandomStreams(4),
      signal,
      iterations: 20,
      references: [reference],
    };
    const seen = new Set<number>();
    for await (const { groups, record } of particleGibbs(chain.process, chain.reward, defaultPolicy, options)) {
      const { path } = groups[0]!;
      expect(record.cloud.states[0]).toBe(reference.at(-1));
      expect(path).toHaveLength(chain.steps + 1);
      reference = path as number[];
      seen.add(path.at(-1)!);
    }
    expect(seen.size).toBeGreaterThan(2);
  });
});
