import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isConstant, scaleOf } from "../../../src/steering/diagnosis/spread.ts";

describe("the scale of a reward", () => {
  it("is the mean and the standard deviation with n − 1", () => {
    expect(scaleOf([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, scale: expect.closeTo(Math.sqrt(32 / 7), 12) });
    expect(scaleOf([-1, 1])).toEqual({ mean: 0, scale: expect.closeTo(Math.SQRT2, 12) });
  });

  it("is 1 for a constant, whatever rounding does to its mean", () => {
    for (const constant of [0, 0.1, -0.7, 1e-300, 1e300, 1 / 3]) {
      const { mean, scale } = scaleOf(Array.from({ length: 7 }, () => constant));
      expect(mean).toBe(constant);
      expect(scale).toBe(1);
    }
    // 0.1 + 0.2 and 0.3 differ in their last bit.
    expect(scaleOf([0.1 + 0.2, 0.3, 0.3]).scale).toBe(1);
    expect(isConstant([1, 1 + 1e-9])).toBe(false);
  });

  it("neither overflows nor vanishes", () => {
    expect(scaleOf([-1e200, 1e200]).scale / 1e200).toBeCloseTo(Math.SQRT2, 12);
    expect(scaleOf([-1e-200, 1e-200]).scale / 1e-200).toBeCloseTo(Math.SQRT2, 12);
  });

  it("makes values of mean 0 and standard deviation 1, wherever they lay", () => {
    const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 2, maxLength: 50 });
    fc.assert(
      fc.property(values, fc.double({ min: -1e3, max: 1e3, noNaN: true }), (drawn, offset) => {
        const shifted = drawn.map((value) => value + offset);
        fc.pre(Math.max(...shifted) - Math.min(...shifted) > 1e-3);
        const { mean, scale } = scaleOf(shifted);
        const standard = scaleOf(shifted.map((value) => (value - mean) / scale));
        expect(standard.mean).toBeCloseTo(0, 6);
        expect(standard.scale).toBeCloseTo(1, 6);
      }),
    );
  });
});
