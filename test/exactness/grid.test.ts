/** The grid covers what it says, and every choice in it shows: otherwise two of its rows would prove the same thing twice. */
import { describe, expect, it } from "vitest";
import { potentialNames, resamplerNames, resamplingNames, type SteeringPolicy } from "../../src/steering/policy.ts";
import { steer } from "../../src/steering/steer.ts";
import { createRandomStreams } from "../../src/steering/streams.ts";
import { enumerableChain } from "./enumerableChain.ts";
import { signal } from "./estimates.ts";
import { drawCounts, gridPolicies, mixtureCases, policyName, stratifiedPolicies, temperings } from "./grid.ts";

const chain = enumerableChain();

type Choice = (policy: SteeringPolicy) => string | number;
const choices: Readonly<Record<string, readonly [Choice, number]>> = {
  potential: [({ potential }) => potential, potentialNames.length],
  value: [({ draws }) => draws, drawCounts.length],
  resampling: [({ resampling }) => resampling, resamplingNames.length],
  resampler: [({ resampler }) => resampler, resamplerNames.length],
  tempering: [({ tempering }) => tempering.kind, temperings.length],
};

/** Pairs of values of two choices that come together. */
function meetings(policies: readonly SteeringPolicy[], one: string, other: string): [found: number, possible: number] {
  const [[a, countA], [b, countB]] = [choices[one]!, choices[other]!];
  return [new Set(policies.map((policy) => `${a(policy)} ${b(policy)}`)).size, countA * countB];
}

const pairs = Object.keys(choices).flatMap((one, i) =>
  Object.keys(choices)
    .slice(i + 1)
    .map((other): [string, string] => [one, other]),
);

/** Share of the scored steps before the last that resampled, and that had λ_j below λ. */
async function shares(policy: SteeringPolicy): Promise<{ resampled: number; tempered: number }> {
  let [steps, resampled, tempered] = [0, 0, 0];
  for (let seed = 0; seed < 40; seed += 1) {
    const options = { groups: [{ key: "g", particles: 8 }], random: createRandomStreams(seed), signal };
    for await (const record of steer(chain.process, chain.reward, policy, options)) {
      if (record.step === record.steps) continue;
      const [group] = record.scoring!.groups;
      steps += 1;
      if (group!.resampled) resampled += 1;
      if (group!.strength < policy.strength) tempered += 1;
    }
  }
  return { resampled: resampled / steps, tempered: tempered / steps };
}

describe("the grid", () => {
  it("has every combination once", () => {
    const names = gridPolicies().map(policyName);
    const resampled = (resamplingNames.length - 1) * resamplerNames.length + 1;
    expect(new Set(names).size).toBe(names.length);
    expect(names).toHaveLength(potentialNames.length * drawCounts.length * resampled * temperings.length);
  });

  it.each(pairs)("has a sample in which each %s meets each %s", (one, other) => {
    const [found, possible] = meetings(stratifiedPolicies(60), one, other);
    expect(found).toBe(possible);
  });

  it.each(pairs)("has cases of the mixture in which each %s meets each %s", (one, other) => {
    const policies = mixtureCases().map(({ policy }) => policy);
    const [found, possible] = meetings(policies, one, other);
    expect(found).toBe(possible);
  });

  it("resamples at some steps and not at others where it is adaptive, and tempers on the way", async () => {
    for (const policy of gridPolicies()) {
      if (policy.potential === "terminal" || policy.resampler !== "systematic") continue;
      const { resampled, tempered } = await shares(policy);
      const name = policyName(policy);
      if (policy.resampling === "never") expect(resampled, name).toBe(0);
      if (policy.resampling === "always") expect(resampled, name).toBeGreaterThan(0.9);
      if (policy.resampling === "adaptive") expect(resampled, name).toBeGreaterThan(0.1);
      if (policy.tempering.kind === "constant") expect(tempered, name).toBe(0);
      else expect(tempered, name).toBeGreaterThan(0.2);
    }
  });
});
