import { describe, expect, it } from "vitest";
import { deviationOf, estimateOf, studentQuantile } from "../../../src/protocol/estimate.ts";
import { createRandomStreams } from "../../../src/steering/streams.ts";

describe("Student's quantile", () => {
  // Two-sided, from tables of eleven digits.
  it.each([
    [1, 0.95, 12.706204736],
    [2, 0.95, 4.30265273],
    [3, 0.95, 3.1824463053],
    [4, 0.95, 2.7764451052],
    [9, 0.95, 2.2621571628],
    [9, 0.99, 3.2498355416],
    [19, 0.95, 2.0930240544],
    [30, 0.95, 2.0422724563],
    [100, 0.95, 1.9839715185],
    [999, 0.95, 1.9623414611],
  ])("with %i degrees of freedom has %f inside ±%f", (freedom, inside, quantile) => {
    expect(studentQuantile(freedom, inside)).toBeCloseTo(quantile, 8);
  });
});

describe("an estimate", () => {
  it("is the mean with the t interval around it", () => {
    // Student's own sleep data (1908), drug 2 − drug 1: mean 1.58, interval 0.70 to 2.46.
    const estimate = estimateOf([1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4]);
    expect(estimate?.mean).toBeCloseTo(1.58, 12);
    expect(estimate?.interval?.[0]).toBeCloseTo(0.7001142, 6);
    expect(estimate?.interval?.[1]).toBeCloseTo(2.4598858, 6);
    expect(estimate?.seeds).toBe(10);
  });

  it("has no interval of one figure, and is none of none", () => {
    expect(estimateOf([3])).toEqual({ mean: 3, interval: undefined, seeds: 1 });
    expect(estimateOf([])).toBeUndefined();
    expect(estimateOf([undefined, undefined])).toBeUndefined();
  });

  it("has no interval around −∞", () => {
    expect(estimateOf([-Infinity, -1, -2])).toEqual({ mean: -Infinity, interval: undefined, seeds: 3 });
  });

  it("leaves out seeds without a figure, and says over how many it is", () => {
    expect(estimateOf([1, undefined, 3])).toMatchObject({ mean: 2, seeds: 2 });
  });

  it("is a point where all figures are the same", () => {
    expect(estimateOf([0.5, 0.5, 0.5])).toEqual({ mean: 0.5, interval: [0.5, 0.5], seeds: 3 });
  });

  it.each([2, 5, 10])("holds the true mean 95 times in 100 with %i seeds", (count) => {
    const times = 4000;
    const stream = createRandomStreams(7).stream({ purpose: "initial", group: "", slot: count, step: 0 });
    let held = 0;
    for (let time = 0; time < times; time += 1) {
      const [low, high] = estimateOf(Array.from({ length: count }, () => 2 + 3 * stream.normal()))!.interval!;
      if (low <= 2 && 2 <= high) held += 1;
    }
    // Four standard deviations of a binomial.
    expect(Math.abs(held / times - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / times));
  });
});

describe("an estimate of a reward that is 0 or 1", () => {
  const logFactorials = [0];
  for (let i = 1; i <= 20; i += 1) logFactorials.push(logFactorials[i - 1]! + Math.log(i));
  /** log of how many orders these counts have. */
  const logWays = (...counts: readonly number[]): number =>
    counts.reduce((sum, count) => sum - logFactorials[count]!, logFactorials[counts.reduce((a, b) => a + b, 0)]!);
  const repeated = (count: number, value: number): number[] => Array.from({ length: count }, () => value);
  const holds = ([low, high]: readonly [number, number], truth: number): boolean =>
    low <= truth + 1e-12 && truth <= high + 1e-12;
  const shares = Array.from({ length: 51 }, (_, i) => i / 50);

  // Every outcome by its probability: no simulation, no chance.
  it.each([2, 3, 5, 10, 20])("holds its mean at least 93 times in 100 with %i seeds, whatever it is", (count) => {
    const intervals = Array.from(
      { length: count + 1 },
      (_, ones) => estimateOf([...repeated(ones, 1), ...repeated(count - ones, 0)], [0, 1])!.interval!,
    );
    for (const p of shares) {
      const covered = intervals.reduce(
        (sum, interval, ones) =>
          holds(interval, p)
            ? sum + Math.exp(logWays(ones, count - ones)) * p ** ones * (1 - p) ** (count - ones)
            : sum,
        0,
      );
      expect(covered, `p = ${p}`).toBeGreaterThanOrEqual(0.93);
    }
  });

  it.each([2, 3, 5, 10])("holds the difference of two at least 93 times in 100 with %i seeds", (count) => {
    const cases = Array.from({ length: count + 1 }, (_, better) =>
      Array.from({ length: count + 1 - better }, (_none, worse) => ({ better, worse })),
    ).flat();
    const intervals = cases.map(
      ({ better, worse }) =>
        estimateOf([...repeated(better, 1), ...repeated(worse, -1), ...repeated(count - better - worse, 0)], [-1, 1])!
          .interval!,
    );
    for (const p of shares) {
      for (const q of shares.filter((share) => share <= 1 - p + 1e-9)) {
        const covered = cases.reduce((sum, { better, worse }, i) => {
          if (!holds(intervals[i]!, p - q)) return sum;
          const equal = count - better - worse;
          return (
            sum + Math.exp(logWays(better, worse, equal)) * p ** better * q ** worse * Math.max(0, 1 - p - q) ** equal
          );
        }, 0);
        expect(covered, `p = ${p}, q = ${q}`).toBeGreaterThanOrEqual(0.93);
      }
    }
  });
});

it("a standard deviation divides by n − 1, and is 0 of one value", () => {
  expect(deviationOf([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7), 12);
  expect(deviationOf([3])).toBe(0);
});
