import { describe, expect, it } from "vitest";
import { composite } from "../../../src/rewards/composite.ts";
import type { SampleReward } from "../../../src/steering/process.ts";

interface Sample {
  readonly x: number;
}
const samples: readonly Sample[] = [{ x: 1 }, { x: 2 }];
const { signal } = new AbortController();
const reward = (name: string, of: (x: number) => number, hardConstraint = false): SampleReward<Sample> => ({
  name,
  hardConstraint,
  score: (all) => Promise.resolve(all.map(({ x }) => of(x))),
});

describe("composite", () => {
  it("sums weighted rewards and keeps each one's own numbers", async () => {
    const both = composite([
      { reward: reward("x", (x) => x), weight: 2 },
      { reward: reward("square", (x) => x * x), weight: -1 },
    ]);
    expect(both.name).toBe("x + square");
    expect(Array.from(await both.score(samples, signal))).toEqual([1, 0]);
    expect(samples.map((sample) => both.parts(sample))).toEqual([
      [1, 1],
      [2, 4],
    ]);
    expect(both.parts({ x: 1 })).toBeUndefined();
  });

  it("keeps −∞ of a hard constraint, and counts one of weight 0 for nothing", async () => {
    const hard = reward("hard", (x) => (x === 1 ? -Infinity : 0), true);
    const soft = { reward: reward("x", (x) => x), weight: 1 };
    expect(Array.from(await composite([{ reward: hard, weight: 0.5 }, soft]).score(samples, signal))).toEqual([
      -Infinity,
      2,
    ]);
    const off = composite([{ reward: hard, weight: 0 }, soft]);
    expect(off.hardConstraint).toBe(false);
    expect(Array.from(await off.score(samples, signal))).toEqual([1, 2]);
    expect(() => composite([{ reward: hard, weight: -1 }])).toThrow(/cannot be turned round/u);
  });

  it("counts a standardised reward as (number − mean) / scale, and still tells its own number", async () => {
    const both = composite([
      { reward: reward("x", (x) => x), weight: 2, standard: { mean: 1.5, scale: 0.5 } },
      { reward: reward("square", (x) => x * x), weight: -1 },
    ]);
    expect(Array.from(await both.score(samples, signal))).toEqual([2 * -1 - 1, 2 * 1 - 4]);
    expect(samples.map((sample) => both.parts(sample))).toEqual([
      [1, 1],
      [2, 4],
    ]);
  });

  it("keeps −∞ of a standardised hard constraint, and counts a standardised reward of weight 0 for nothing", async () => {
    const hard = reward("hard", (x) => (x === 1 ? -Infinity : 3), true);
    const standard = { mean: 1, scale: 2 };
    const sum = composite([
      { reward: hard, weight: 1, standard },
      { reward: reward("x", (x) => x), weight: 0, standard },
    ]);
    expect(Array.from(await sum.score(samples, signal))).toEqual([-Infinity, 1]);
  });

  it("throws the first reward's error, and stops the others", async () => {
    let stopped = false;
    const slow: SampleReward<Sample> = {
      name: "slow",
      hardConstraint: false,
      score: (_, stop) =>
        new Promise((_resolve, reject) => {
          stop.addEventListener("abort", () => {
            stopped = true;
            reject(new DOMException("stopped", "AbortError"));
          });
        }),
    };
    const broken: SampleReward<Sample> = { ...slow, score: () => Promise.reject(new Error("broken")) };
    await expect(
      composite([slow, broken].map((of) => ({ reward: of, weight: 1 }))).score(samples, signal),
    ).rejects.toThrow("broken");
    expect(stopped).toBe(true);
  });
});
