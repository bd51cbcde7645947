import { describe, expect, it } from "vitest";
import { ancestral } from "../../../src/diffusion/proposals/ancestral.ts";
import type { TextSample } from "../../../src/diffusion/text.ts";
import { steer } from "../../../src/steering/steer.ts";
import { createRandomStreams } from "../../../src/steering/streams.ts";
import { maskedChain, textReward } from "../../exactness/maskedChain.ts";
import { defaultPolicy as policy } from "../../exactness/estimates.ts";
import { recordsOf, signal } from "./ledger.ts";

async function run(change: Partial<typeof policy> & { candidates?: number }, reward = textReward) {
  const options = { groups: [{ key: "g", particles: 6 }], random: createRandomStreams(5), signal };
  const records = [];
  for await (const record of steer(maskedChain(4, 1, ancestral()), reward, { ...policy, ...change }, options)) {
    records.push(record);
  }
  return records;
}

describe("nested candidates", () => {
  it("are today's run bit for bit at λ = 0, and where there is one", async () => {
    expect(await run({ strength: 0, candidates: 4 })).toStrictEqual(await run({ strength: 0 }));
    expect(await run({ candidates: 1 })).toStrictEqual(await run({}));
  });

  it("cost no further look at the model in a step", async () => {
    const passes = (await run({ candidates: 8, resampling: "never" })).map(({ forwardPasses }) => forwardPasses);
    passes.forEach((count, step) => expect(count - (passes[step - 1] ?? 0)).toBeLessThanOrEqual(6));
  });

  it("are scored in one call a step, the same sample once", async () => {
    const calls: (readonly TextSample[])[] = [];
    const score = (samples: readonly TextSample[], stop: AbortSignal) => {
      calls.push(samples);
      return textReward.score(samples, stop);
    };
    await run({ candidates: 16 }, { ...textReward, score });
    // One for the candidates (none where no candidate changes) and one for the scored step, four times.
    expect(calls.length).toBeLessThanOrEqual(8);
    // The first step's particles are one state: 3 tokens at 3 places make 27 texts at most, of each particle's 16 candidates.
    const [first] = calls;
    expect(new Set(first).size).toBe(first!.length);
    expect(first!.length).toBeLessThan(6 * 16);
  });

  it("leave a record of their factors and payments, by which weights and histories can be recomputed", async () => {
    for (const { scoring, weighed } of await run({ candidates: 4, resampling: "never", potential: "max" })) {
      expect(scoring!.logFactors).toHaveLength(6);
      expect(weighed!.logFactors).toBeUndefined();
    }
    const records = await run({ candidates: 4, resampling: "never" });
    const weights = new Float64Array(6);
    const paid = new Float64Array(6);
    for (const { scoring, cloud } of records) {
      weights.forEach((_, n) => {
        weights[n]! += scoring!.logFactors![n]! + scoring!.logPotentials[n]!;
        paid[n]! += scoring!.logPaid![n]! + scoring!.logPotentials[n]!;
        expect(scoring!.logWeights[n]).toBeCloseTo(weights[n]!, 10);
        expect(cloud.paid[n]).toBeCloseTo(paid[n]!, 10);
      });
    }
    // Everything that was paid is λ r in the end.
    records.at(-1)!.scoring!.values.forEach((reward, n) => expect(paid[n]).toBeCloseTo(policy.strength * reward, 10));
  });

  it("collect what happens between scored steps", async () => {
    const [scored] = (await run({ candidates: 4, schedule: { kind: "every", every: 2 } })).filter((r) => r.scoring);
    expect(scored!.scoring!.logPaid!.some((log) => log !== 0)).toBe(true);
    expect(scored!.cloud.logPaid).toBeUndefined();
  });

  it("are refused where nobody knows where a candidate is heading, and in numbers that make no sense", async () => {
    await expect(recordsOf({ change: { candidates: 2 } })).rejects.toMatchObject({
      code: "steering-invalid",
      details: { field: "candidates" },
    });
    await expect(run({ candidates: 0 })).rejects.toMatchObject({ details: { field: "candidates" } });
  });
});
