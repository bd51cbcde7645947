/** Mistakes of published implementations (feynman-kac.md lists them): each is rejected by the test that the method passes. */
import { describe, expect, it } from "vitest";
import type { SteeringPolicy } from "../../src/steering/policy.ts";
import type { StepRecord } from "../../src/steering/record.ts";
import { steer } from "../../src/steering/steer.ts";
import { createRandomStreams } from "../../src/steering/streams.ts";
import { enumerableChain } from "./enumerableChain.ts";
import { defaultPolicy, lastRecord, signal } from "./estimates.ts";
import { maxPotential, method, runLoop } from "./mutantLoop.ts";
import { mutants } from "./mutants.ts";

const limit = 4.5;
const chain = enumerableChain({ seed: 11 });

describe("the z-test accepts the method and rejects", () => {
  it.each(mutants)("$mistake", async ({ right, wrong }) => {
    expect(await right()).toBeLessThan(limit);
    expect(await wrong()).toBeGreaterThan(limit);
  });
});

describe("the loop that the mistakes are made in", () => {
  it.each([
    ["difference", method],
    ["max", { ...method, logPotential: maxPotential }],
  ] as const)("is steer's when it makes none: the same numbers, with %s", async (potential, rules) => {
    for (let seed = 0; seed < 40; seed += 1) {
      const mine = await runLoop(chain, 1.7, rules, seed);
      const policy = { ...defaultPolicy, potential, strength: 1.7 };
      const { cloud, scoring } = await lastRecord(chain.process, chain.reward, policy, 8, seed);
      expect(mine.states).toStrictEqual(cloud.states);
      expect(Math.log(mine.z)).toBeCloseTo(scoring!.groups[0]!.logZ, 10);
      mine.weights.forEach((weight, n) => expect(weight).toBeCloseTo(scoring!.weights[n]!, 10));
    }
  });
});

describe("groups", () => {
  // 9. An ESS that is averaged over groups biases nothing, so no z-test can see it: what it does is to hide a collapsed group. Whether a
  // group is resampled must not depend on its company.
  const policy: SteeringPolicy = {
    ...defaultPolicy,
    strength: 2,
    essThreshold: 0.5,
    schedule: { kind: "every", every: 1 },
  };
  const collapsed = { key: "collapsed", particles: 8 };
  const company = [
    { key: "even", particles: 24 },
    { key: "also even", particles: 24 },
  ];
  /** One particle of the collapsed group is far better than all others. */
  const reward = {
    name: "one outlier",
    hardConstraint: false,
    score: (labels: readonly string[]) => Promise.resolve(labels.map((label) => (label === "collapsed:0" ? 6 : 0))),
  };

  type Rule = (records: readonly StepRecord<number, string>[]) => boolean[];
  const ofItself: Rule = (records) => records.map(({ scoring }) => scoring!.groups[0]!.resampled);
  const averaged: Rule = (records) =>
    records.map(({ scoring, cloud }) => {
      const shares = scoring!.groups.map(({ ess }, g) => ess / cloud.groups[g]!.count);
      return shares.reduce((a, b) => a + b, 0) / shares.length < policy.essThreshold;
    });
  const first = async (groups: readonly (typeof collapsed)[]): Promise<StepRecord<number, string>> => {
    const process = { ...chain.process, decode: labelled };
    const run = steer(process, reward, policy, { groups, random: createRandomStreams(1), signal });
    const record = (await run.next()).value;
    await run.return();
    return record!;
  };

  it("9. are judged each by its own ESS, where an average would hide a collapsed one", async () => {
    const [alone, together] = [await first([collapsed]), await first([collapsed, ...company])];
    expect(alone.scoring!.groups[0]!.ess).toBeCloseTo(1, 2);
    expect(ofItself([alone, together])).toStrictEqual([true, true]);
    expect(averaged([alone, together])).toStrictEqual([true, false]);
    expect(together.scoring!.groups.map(({ resampled }) => resampled)).toStrictEqual([true, false, false]);
  });
});

/** Samples that say whose they are. */
function labelled(
  views: readonly { readonly slot: { readonly group: string; readonly index: number } }[],
): Promise<string[][]> {
  return Promise.resolve(views.map(({ slot }) => [`${slot.group}:${slot.index}`]));
}
