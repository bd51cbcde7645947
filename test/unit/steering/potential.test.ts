import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { potentialNames, type PotentialName } from "../../../src/steering/policy.ts";
import { emptyHistory, logPotential, logTerminalPotential, tilt, towards } from "../../../src/steering/potential.ts";

/** Potentials of one particle over its path, last step included. */
function logsOver(potential: PotentialName, strengths: readonly number[], values: readonly number[]): number[] {
  const history = emptyHistory(1);
  return values.map((value, j) => {
    const isLast = j === values.length - 1;
    const log = (isLast ? logTerminalPotential : logPotential)(potential, strengths[j]!, value, history, 0);
    history.paid[0]! += log;
    history.lastTilt[0] = tilt(strengths[j]!, value);
    history.runningMax[0] = Math.max(history.runningMax[0]!, towards(strengths[j]!, value));
    history.runningSum[0]! += value;
    return log;
  });
}

describe.each(potentialNames)("the %s potential", (potential) => {
  it("telescopes to exp(λ r(x₀)) over the whole path, whatever the values and λ_j were", () => {
    const number = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 12 }), (path) => {
        const logs = logsOver(
          potential,
          path.map(([strength]) => strength),
          path.map(([, value]) => value),
        );
        const [strength, reward] = path.at(-1)!;
        expect(logs.reduce((a, b) => a + b, 0)).toBeCloseTo(strength * reward, 6);
      }),
    );
  });
});

describe("potentials", () => {
  it.each<[PotentialName, number[]]>([
    ["difference", [-4, 2, 4, -6]],
    ["max", [-4, -2, 2, 0]],
    ["sum", [-4, -6, -4, 10]],
    ["immediate", [-4, -2, 2, 0]],
    ["terminal", [0, 0, 0, -4]],
  ])("%s pays as the table says", (potential, expected) => {
    expect(logsOver(potential, [2, 2, 2, 2], [-2, -1, 1, -2])).toStrictEqual(expected);
  });

  it("max does not begin at 0: a first negative value counts", () => {
    expect(logsOver("max", [3, 3, 3], [-5, -4, -4])[0]).toBe(-15);
  });

  it("max under a negative λ keeps to the lowest value so far, which is the best", () => {
    expect(logsOver("max", [-2, -2, -2, -2], [1, -1, 3, 0])).toStrictEqual([-2, 2, 2, -2]);
  });

  it("λ = 0 switches everything off, −∞ too", () => {
    expect(tilt(0, -Infinity)).toBe(0);
    expect(tilt(0, Number.NaN)).toBe(0);
  });
});
