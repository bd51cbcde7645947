import { describe, expect, it } from "vitest";
import { ess } from "../../../src/steering/ess.ts";
import { adaptiveStrength, fixedStrength } from "../../../src/steering/tempering.ts";
import { normalise } from "../../../src/steering/weights.ts";
import { recordsOf } from "./ledger.ts";

const values = Float64Array.of(-1, 0, 0.5, 2);
const at = (strength: number, out: Float64Array): void =>
  values.forEach((value, n) => void (out[n] = strength * value));
const essAt = (strength: number): number => {
  const weights = new Float64Array(4);
  at(strength, weights);
  normalise(weights, weights);
  return ess(weights);
};

describe("fixed tempering", () => {
  it.each([
    [{ kind: "constant" }, [-6, -6, -6]],
    [{ kind: "linear" }, [-2, -4, -6]],
    [{ kind: "geometric", from: 0.25 }, [-1.5, -3, -6]],
  ] as const)("%j grows to the full strength at the last step", (tempering, expected) => {
    expect([1, 2, 3].map((index) => fixedStrength(tempering, -6, index, 3))).toStrictEqual(
      expected.map((strength) => expect.closeTo(strength, 12)),
    );
  });

  it.each(["constant", "linear", "geometric"] as const)("%s is the full strength at an only step", (kind) => {
    expect(fixedStrength({ kind, from: 0.1 }, 5, 1, 1)).toBe(5);
  });
});

describe("adaptive tempering", () => {
  it("goes as far as keeps the wanted ESS", () => {
    const strength = adaptiveStrength(50, 0.6, 4, at);
    expect(strength).toBeGreaterThan(0);
    expect(strength).toBeLessThan(50);
    expect(essAt(strength)).toBeCloseTo(2.4, 6);
    expect(essAt(strength)).toBeGreaterThanOrEqual(2.4);
  });

  it("takes the whole way where that keeps it", () => {
    expect(adaptiveStrength(0.1, 0.6, 4, at)).toBe(0.1);
  });

  it("works towards a negative strength", () => {
    const strength = adaptiveStrength(-50, 0.6, 4, at);
    expect(strength).toBeLessThan(0);
    expect(essAt(strength)).toBeCloseTo(2.4, 6);
  });

  it("finds the furthest strength where the ESS falls, rises and falls again", () => {
    // Paid before: weights that the values even out at λ_j = 30 alone.
    const even = (strength: number, out: Float64Array): void =>
      values.forEach((value, n) => void (out[n] = (strength - 30) * value));
    const strength = adaptiveStrength(40, 0.6, 4, even);
    expect(strength).toBeGreaterThan(30);
    expect(strength).toBeCloseTo(30 + adaptiveStrength(10, 0.6, 4, at), 6);
  });

  it("takes the scanned strength of highest ESS where none keeps the wanted one", () => {
    // Two particles, one far ahead, which λ_j cannot mend.
    const ahead = (strength: number, out: Float64Array): void => {
      out.set([5, -Math.abs(strength - 25)]);
    };
    expect(adaptiveStrength(40, 0.9, 2, ahead)).toBe(25);
  });
});

describe("a run with adaptive tempering", () => {
  const tempered = (essFraction: number, essThreshold: number) =>
    recordsOf({ change: { strength: 30, tempering: { kind: "adaptive", essFraction }, essThreshold } });

  it.each([0.3, 0.5])("keeps the ESS at %d of N from the first score to the last but one", async (essFraction) => {
    const scored = (await tempered(essFraction, 0.2)).slice(0, -1).map(({ scoring }) => scoring!.groups[0]!);
    for (const { ess: size } of scored) expect(size).toBeGreaterThanOrEqual(essFraction * 8);
    expect(scored.some(({ strength }) => strength > 0 && strength < 30)).toBe(true);
  });

  it("lets λ_j fall where the values ask for it", async () => {
    const strengths = (await tempered(0.7, 0.2)).map(({ scoring }) => scoring!.groups[0]!.strength);
    expect(strengths.some((strength, j) => j > 0 && strength < strengths[j - 1]!)).toBe(true);
    expect(strengths.at(-1)).toBe(30);
  });

  it.each([0.5, 0.7])("still resamples where %d of N is not below the threshold", async (essFraction) => {
    const groups = (await tempered(essFraction, 0.5)).slice(0, -1).map(({ scoring }) => scoring!.groups[0]!);
    for (const { strength, resampled } of groups) expect(resampled).toBe(strength !== 30);
    expect(groups.filter(({ resampled }) => resampled).length).toBeGreaterThan(2);
  });
});
