import { describe, expect, it } from "vitest";
import { recordsOf } from "./ledger.ts";

const factorsAt = (step: number, factors: readonly number[]) => (weighing: { cloud: { step: number } }) =>
  Promise.resolve(weighing.cloud.step === step ? Float64Array.from(factors) : undefined);

describe("an intervention", () => {
  it("puts factors on the weights that are recorded and never taken back", async () => {
    const votes = [0, 1, 0, -1, 0, 0, 0.5, 0];
    const change = { resampling: "never" } as const;
    const plain = await recordsOf({ change });
    const voted = await recordsOf({ change, options: { intervene: factorsAt(2, votes) } });
    expect(voted.map(({ scoring }) => scoring!.interventions)).toStrictEqual(
      voted.map(({ step }) => (step === 2 ? Float64Array.from(votes) : undefined)),
    );
    votes.forEach((vote, n) => {
      expect(voted.at(-1)!.scoring!.logWeights[n]).toBeCloseTo(plain.at(-1)!.scoring!.logWeights[n]! + vote, 10);
      expect(voted.at(-1)!.cloud.paid[n]).toBe(plain.at(-1)!.cloud.paid[n]);
    });
  });

  it("of −∞ removes a particle", async () => {
    const kill = [0, 0, -Infinity, 0, 0, 0, 0, 0];
    const records = await recordsOf({ change: { resampling: "always" }, options: { intervene: factorsAt(3, kill) } });
    expect(records[2]!.scoring!.weights[2]).toBe(0);
    expect([...records[2]!.scoring!.ancestors]).not.toContain(2);
  });

  it("comes before the resampling of its step, and sees what was weighed", async () => {
    const seen: number[] = [];
    const favour = Float64Array.of(50, 0, 0, 0, 0, 0, 0, 0);
    const records = await recordsOf({
      options: {
        intervene: ({ weights, samples, cloud }) => {
          seen.push(weights.reduce((a, b) => a + b, 0));
          expect(samples).toHaveLength(8);
          return Promise.resolve(cloud.step === 1 ? favour : undefined);
        },
      },
    });
    expect(seen).toStrictEqual(seen.map(() => expect.closeTo(1, 10)));
    expect([...records[0]!.scoring!.ancestors]).toStrictEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it.each([
    ["of the wrong length", [0, 0], {}],
    ["of NaN", [0, 0, 0, Number.NaN, 0, 0, 0, 0], { particle: 3 }],
    ["of +∞", [Infinity, 0, 0, 0, 0, 0, 0, 0], { particle: 0 }],
    ["that leaves nobody", Array.from({ length: 8 }, () => -Infinity), {}],
  ])("%s is refused", async (_, factors, details) => {
    await expect(recordsOf({ options: { intervene: factorsAt(2, factors) } })).rejects.toThrow(
      expect.objectContaining({ code: "steering-invalid", details: { field: "intervene", ...details } }),
    );
  });
});
