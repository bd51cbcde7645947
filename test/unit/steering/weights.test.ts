import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ess } from "../../../src/steering/ess.ts";
import { allEqual, logMeanExp, logSumExp, normalise } from "../../../src/steering/weights.ts";

const logs = fc.array(fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constant(-Infinity)), {
  minLength: 1,
  maxLength: 50,
});

describe("weights", () => {
  it("normalise to a sum of 1, or to 0 where all are infeasible", () => {
    fc.assert(
      fc.property(logs, (values) => {
        const weights = new Float64Array(values.length);
        normalise(Float64Array.from(values), weights);
        const sum = weights.reduce((a, b) => a + b, 0);
        expect(sum).toBeCloseTo(values.every((value) => value === -Infinity) ? 0 : 1, 10);
        values.forEach((value, n) => expect(value === -Infinity ? weights[n] : 0).toBe(0));
      }),
    );
  });

  it("have an ESS between 1 and N, whatever they are", () => {
    fc.assert(
      fc.property(logs, (values) => {
        const weights = new Float64Array(values.length);
        normalise(Float64Array.from(values), weights);
        const size = ess(weights);
        if (values.every((value) => value === -Infinity)) expect(size).toBe(0);
        else expect(size >= 1 && size <= values.length).toBe(true);
      }),
    );
  });

  it("keep their ratios at log weights far beyond the range of exp", () => {
    const weights = new Float64Array(2);
    normalise(Float64Array.of(5000, 5000 + Math.log(3)), weights);
    expect(weights[1]! / weights[0]!).toBeCloseTo(3, 9);
  });

  it("have an ESS of N when equal and of 1 when one has all", () => {
    expect(ess(Float64Array.of(0.25, 0.25, 0.25, 0.25))).toBe(4);
    expect(ess(Float64Array.of(0, 1, 0))).toBe(1);
  });

  it("add up on the log scale", () => {
    expect(logSumExp([1000, 1000])).toBeCloseTo(1000 + Math.LN2, 10);
    expect(logSumExp([-Infinity, -Infinity])).toBe(-Infinity);
    expect(logMeanExp([Math.log(2), Math.log(4)])).toBeCloseTo(Math.log(3), 12);
    expect(logSumExp([0, Number.NaN])).toBeNaN();
  });

  it("are read within a range", () => {
    const weights = new Float64Array(4).fill(9);
    normalise(Float64Array.of(0, 0, Math.log(3), 0), weights, 1, 3);
    expect([...weights]).toStrictEqual([9, expect.closeTo(0.25, 12), expect.closeTo(0.75, 12), 9]);
    expect(allEqual([1, 2, 2, 3], 1, 3)).toBe(true);
    expect(allEqual([1, 2, 2, 3], 0, 3)).toBe(false);
  });
});
