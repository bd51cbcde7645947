import { describe, expect, it } from "vitest";
import { ess } from "../../../src/steering/ess.ts";
import { adaptiveStrength, fixedStrength } from "../../../src/steering/tempering.ts";
import { normalise } from "../../../src/steering/weights.ts";

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
    const strength = adaptiveStrength(0, 50, 0.6, 4, at);
    expect(strength).toBeGreaterThan(0);
    expect(strength).toBeLessThan(50);
    expect(essAt(strength)).toBeCloseTo(2.4, 6);
    expect(essAt(strength)).toBeGreaterThanOrEqual(2.4);
  });

  it("takes the whole way where that keeps it", () => {
    expect(adaptiveStrength(0, 0.1, 0.6, 4, at)).toBe(0.1);
  });

  it("stays where it was when even that is below the wanted ESS", () => {
    expect(adaptiveStrength(3, 50, 0.9, 4, at)).toBe(3);
  });

  it("works towards a negative strength", () => {
    const strength = adaptiveStrength(0, -50, 0.6, 4, at);
    expect(strength).toBeLessThan(0);
    expect(essAt(strength)).toBeCloseTo(2.4, 6);
  });
});
