import { describe, expect, it } from "vitest";
import { best, outputDraw } from "../../../src/steering/output.ts";
import { createRandomStreams } from "../../../src/steering/streams.ts";
import { recordsOf, type Ledger } from "./ledger.ts";

const forbidding = (isForbidden: (state: Ledger) => boolean) => ({
  name: "above 0",
  hardConstraint: true,
  score: (samples: readonly Ledger[]) =>
    Promise.resolve(samples.map((state) => (isForbidden(state) ? -Infinity : 0.5))),
});
const below = forbidding((state) => state.at(-1)! < 0);

describe("a hard constraint", () => {
  it("gives noisy predictions a recorded, finite floor, and no weight at the end", async () => {
    const records = await recordsOf({ reward: below });
    for (const { scoring, step } of records.slice(0, -1)) {
      const hurt = scoring!.rewards.map(([reward]) => reward === -Infinity);
      expect(hurt, `step ${step}`).toContain(true);
      const { floor } = scoring!.groups[0]!;
      expect(floor).toBeCloseTo(0.5 - Math.log(4) / 2, 12);
      scoring!.values.forEach((value, n) => expect(value).toBe(hurt[n] ? floor : 0.5));
      expect(scoring!.weights.every((weight) => weight > 0)).toBe(true);
    }
    const { scoring, cloud } = records.at(-1)!;
    expect(scoring!.groups[0]).toMatchObject({ floor: undefined, infeasible: false });
    cloud.states.forEach((state, n) => expect(scoring!.weights[n]! > 0).toBe(state.at(-1)! >= 0));
    expect([...scoring!.logPotentials].includes(-Infinity)).toBe(cloud.states.some((state) => state.at(-1)! < 0));
  });

  it("leaves a group alone at a step where nothing is feasible yet", async () => {
    const late = forbidding((state) => state.length < 5 || state.at(-1)! < 0);
    const records = await recordsOf({ reward: late, change: { potential: "max" } });
    for (const { scoring, cloud } of records.slice(0, 3)) {
      expect(scoring!.groups[0]).toMatchObject({ floor: -Infinity, resampled: false, ess: 8, logZ: 0 });
      expect([...scoring!.logPotentials].every((log) => log === 0)).toBe(true);
      expect([...cloud.runningMax].every((max) => max === -Infinity)).toBe(true);
    }
    expect(records[4]!.scoring!.groups[0]!.floor).toBeGreaterThan(-Infinity);
  });

  it("that every particle violates is said, with everything kept", async () => {
    const { scoring, cloud } = (await recordsOf({ reward: forbidding(() => true) })).at(-1)!;
    expect(scoring!.groups[0]).toMatchObject({ infeasible: true, ess: 0, logZ: -Infinity });
    expect([...scoring!.weights]).toStrictEqual(Array.from({ length: 8 }, () => 0));
    expect(cloud.states).toHaveLength(8);
    const record = (await recordsOf({ reward: forbidding(() => true) })).at(-1)!;
    expect(outputDraw(record, createRandomStreams(1))).toBeUndefined();
    expect(best(record)).toBe(0);
  });

  it("is switched off by λ = 0", async () => {
    const records = await recordsOf({ reward: below, change: { strength: 0, draws: 3 } });
    const unsteered = await recordsOf({ change: { strength: 0 } });
    expect(records.at(-1)!.cloud.states).toStrictEqual(unsteered.at(-1)!.cloud.states);
    expect(records.at(-1)!.scoring!.groups[0]).toMatchObject({ ess: 8, logZ: 0, infeasible: false });
    for (const { cloud } of records) {
      for (const history of [cloud.paid, cloud.lastTilt, cloud.runningSum])
        expect(history.every(Number.isFinite)).toBe(true);
    }
  });
});

describe("what comes out", () => {
  it("is the highest reward, or a draw by weight", async () => {
    const records = await recordsOf({ change: { resampling: "never", strength: 1 } });
    const record = records.at(-1)!;
    const { values, weights } = record.scoring!;
    expect(values[best(record)]).toBe(Math.max(...values));
    const counts = Array.from({ length: 8 }, () => 0);
    for (let seed = 0; seed < 4000; seed += 1) {
      const drawn = outputDraw(record, createRandomStreams(seed))!;
      counts[drawn] = counts[drawn]! + 1;
    }
    counts.forEach((count, n) => {
      const error = Math.sqrt((weights[n]! * (1 - weights[n]!)) / 4000);
      expect(Math.abs(count / 4000 - weights[n]!) / error).toBeLessThan(4.5);
    });
  });

  it("is of the group that is named", async () => {
    const groups = [
      { key: "a", particles: 3 },
      { key: "b", particles: 4 },
    ];
    const record = (await recordsOf({ options: { groups } })).at(-1)!;
    const values = record.scoring!.values.slice(3);
    expect(best(record, "b")).toBe(3 + values.indexOf(Math.max(...values)));
    expect(outputDraw(record, createRandomStreams(1), "b")).toBeGreaterThanOrEqual(3);
    expect(outputDraw(record, createRandomStreams(1))).toBeLessThan(3);
  });
});
