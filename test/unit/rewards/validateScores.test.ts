import { describe, expect, it } from "vitest";
import { validateScores } from "../../../src/rewards/validateScores.ts";

describe("validateScores", () => {
  it("copies arrays, typed arrays and whatever has a length", () => {
    for (const list of [[1, 2], Float32Array.of(1, 2), { length: 2, 0: 1, 1: 2 }]) {
      expect(validateScores("mood", list, 2, false)).toEqual(Float64Array.of(1, 2));
    }
    expect(validateScores("mood", [], 0, false)).toEqual(new Float64Array());
  });

  it("reads each element once, so that nothing can change after it was checked", () => {
    let reads = 0;
    const list = Object.defineProperty({ length: 1 }, 0, { get: () => (reads++ === 0 ? 1 : Number.NaN) });
    expect(validateScores("mood", list, 1, false)).toEqual(Float64Array.of(1));
  });

  it.each([
    [undefined, "reward-result", "undefined instead of a list"],
    [() => [1], "reward-result", "a function instead of a list"],
    [Promise.resolve([1]), "reward-result", "an object instead of a list"],
    [[1], "reward-result", "1 numbers for 2 samples"],
    [[1, "2"], "reward-result", 'the text "2" for sample 1'],
    [[1, null], "reward-result", "null for sample 1"],
    [[Number.NaN, 1], "reward-not-finite", "NaN for sample 0"],
    [[1, Infinity], "reward-not-finite", "Infinity for sample 1"],
    [[1, -Infinity], "reward-not-finite", "hardConstraint: true"],
  ])("refuses %j with %s and names reward and sample", (list, code, message) => {
    const check = () => validateScores("mood", list, 2, false);
    expect(check).toThrow(
      expect.objectContaining({ code, details: expect.objectContaining({ reward: "mood" }) as object }),
    );
    expect(check).toThrow(message);
  });

  it("lets −∞ pass under a hard constraint, and nothing else that is not finite", () => {
    expect(validateScores("mood", [-Infinity, 0], 2, true)).toEqual(Float64Array.of(-Infinity, 0));
    expect(() => validateScores("mood", [Infinity], 1, true)).toThrow("Infinity");
    expect(() => validateScores("mood", [Number.NaN], 1, true)).toThrow("NaN");
  });
});
