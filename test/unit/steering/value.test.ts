import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { floorValues, valueOf } from "../../../src/steering/value.ts";

describe("the value of a particle's draws", () => {
  it("is the reward of an only draw, at any strength", () => {
    expect(valueOf([3.25], 7)).toBe(3.25);
    expect(valueOf([-Infinity], 7)).toBe(-Infinity);
  });

  it("has λ inside the log-mean-exp", () => {
    const rewards = [0.1, 0.5, -0.3];
    const direct = Math.log(rewards.reduce((sum, r) => sum + Math.exp(4 * r), 0) / 3) / 4;
    expect(valueOf(rewards, 4)).toBeCloseTo(direct, 12);
    expect(valueOf(rewards, -4)).toBeCloseTo(
      Math.log(rewards.reduce((sum, r) => sum + Math.exp(-4 * r), 0) / 3) / -4,
      12,
    );
  });

  it("is the plain mean at λ = 0, and near it at tiny λ", () => {
    expect(valueOf([1, 2, 6], 0)).toBeCloseTo(3, 12);
    expect(valueOf([1, 2, 6], 1e-12)).toBeCloseTo(3, 9);
    expect(valueOf([1, 2, 6], -1e-300)).toBeCloseTo(3, 9);
  });

  it("does not overflow", () => {
    expect(valueOf([1e4, 1e4 - 1], 1e3)).toBeCloseTo(1e4 - Math.LN2 / 1e3, 6);
    expect(valueOf([-1e4, -1e4 - 1], 1e3)).toBeCloseTo(-1e4 - Math.LN2 / 1e3, 6);
  });

  it("lies between the lowest and the highest draw and rises with λ", () => {
    const rewards = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(rewards, fc.double({ min: -20, max: 20, noNaN: true }), (draws, strength) => {
        const value = valueOf(draws, strength);
        expect(value).toBeGreaterThanOrEqual(Math.min(...draws) - 1e-9);
        expect(value).toBeLessThanOrEqual(Math.max(...draws) + 1e-9);
        expect(valueOf(draws, strength + 1)).toBeGreaterThanOrEqual(value - 1e-7);
      }),
    );
  });

  it("counts forbidden draws as none, and is −∞ only if all are", () => {
    expect(valueOf([-Infinity, 2], 3)).toBeCloseTo(2 - Math.LN2 / 3, 12);
    expect(valueOf([-Infinity, -Infinity], 3)).toBe(-Infinity);
  });
});

describe("the floor under a hard constraint", () => {
  it("lies below every finite value of the group by what half a feasible draw would leave", () => {
    const values = Float64Array.of(9, -Infinity, 1, 2, -Infinity);
    expect(floorValues(values, 1, 4, 2, 3)).toBeCloseTo(1 - Math.log(8) / 2, 12);
    expect([...values]).toStrictEqual([9, expect.closeTo(1 - Math.log(8) / 2, 12), 1, 2, -Infinity]);
  });

  it("is not needed where all are finite or the strength is 0", () => {
    expect(floorValues(Float64Array.of(1, 2), 0, 2, 2, 1)).toBeUndefined();
    expect(floorValues(Float64Array.of(1, -Infinity), 0, 2, 0, 1)).toBeUndefined();
  });

  it("is −∞ and leaves the values where none is finite", () => {
    const values = Float64Array.of(-Infinity, -Infinity);
    expect(floorValues(values, 0, 2, 2, 1)).toBe(-Infinity);
    expect([...values]).toStrictEqual([-Infinity, -Infinity]);
  });
});
