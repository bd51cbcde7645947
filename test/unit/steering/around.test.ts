/** What stands around a run: advice, baselines, diagnostics. */
import { describe, expect, it } from "vitest";
import { steeringAdvice } from "../../../src/steering/advice.ts";
import { baselineNames, baselinePolicy } from "../../../src/steering/baselines.ts";
import { Diagnostics } from "../../../src/steering/diagnostics.ts";
import { defaultPolicy as policy } from "../../exactness/estimates.ts";
import { height, ledgerProcess, recordsOf, type Ledger } from "./ledger.ts";

describe("advice", () => {
  const advise = (deterministic: boolean, change = {}, particles = 4) =>
    steeringAdvice({ deterministic, steps: 8 }, { ...policy, ...change }, particles);

  it("warns of a sampler that draws nothing, and names the setting that mends it", () => {
    expect(advise(true)).toStrictEqual([expect.stringMatching(/copies.*identical.*η above 0/)]);
    expect(advise(true, { potential: "terminal" })).toStrictEqual([]);
    expect(advise(true, { strength: 0 })).toStrictEqual([]);
    expect(advise(true, { resampling: "never" })).toStrictEqual([]);
  });

  it("warns of an only particle and of a run that is scored at its end alone", () => {
    expect(advise(false, {}, 1)).toStrictEqual([expect.stringContaining("2 particles")]);
    expect(advise(false, { schedule: { kind: "every", every: 9 } })).toStrictEqual([
      expect.stringContaining("--every"),
    ]);
  });

  it("has nothing to say of a run that makes sense", () => {
    expect(advise(false)).toStrictEqual([]);
  });
});

describe("baselines", () => {
  it("move the same particles with the same forward passes as each other, and weigh them at the end", async () => {
    const runs = await Promise.all(
      baselineNames.map(async (name) => {
        const process = ledgerProcess();
        const records = await recordsOf({ process, change: baselinePolicy(name, policy) });
        return {
          last: records.at(-1)!,
          passes: process.predicted.length,
          scored: records.filter(({ scoring }) => scoring).length,
        };
      }),
    );
    const [base, bestOfN, fk] = runs;
    expect(bestOfN!.last.cloud.states).toStrictEqual(base!.last.cloud.states);
    expect(fk!.last.cloud.states).not.toStrictEqual(base!.last.cloud.states);
    expect([base!.scored, bestOfN!.scored]).toStrictEqual([1, 1]);
    expect(base!.passes).toBe(bestOfN!.passes);
    expect(fk!.passes).toBeLessThanOrEqual(base!.passes);
    expect(new Set(base!.last.scoring!.weights).size).toBe(1);
    bestOfN!.last.cloud.states.forEach((state: Ledger, n) => {
      expect(bestOfN!.last.scoring!.logWeights[n]).toBeCloseTo(policy.strength * height(state), 12);
    });
  });
});

describe("diagnostics", () => {
  it("count resamplings and the survivors of the start, and keep the lineage", async () => {
    const groups = [
      { key: "a", particles: 8 },
      { key: "b", particles: 5 },
    ];
    const records = await recordsOf({ options: { groups }, change: { strength: 4 } });
    const diagnostics = new Diagnostics();
    const roots: number[][] = [];
    for (const record of records) {
      diagnostics.add(record);
      roots.push([...diagnostics.lineage]);
    }
    // All begin at one place and part at step 1: who descends from whom shows in the first move.
    const firstMoves = records[0]!.scoring!.samples.map(([state]) => state![1]);
    records.at(-1)!.cloud.states.forEach((state, n) => expect(firstMoves[roots.at(-1)![n]!]).toBe(state[1]));
    const [a, b] = diagnostics.groups;
    expect(a!.key).toBe("a");
    expect(a!.scored.map(({ survivors }) => survivors)).toStrictEqual(
      roots.map((root) => new Set(root.slice(0, 8)).size),
    );
    expect(b!.scored.at(-1)!.survivors).toBe(new Set(roots.at(-1)!.slice(8)).size);
    expect(a!.resamplings).toBe(records.filter(({ scoring }) => scoring!.groups[0]!.resampled).length);
    expect(a!.resamplings).toBeGreaterThan(0);
    expect(a!.scored.at(-1)!.survivors).toBeLessThan(8);
  });
});
