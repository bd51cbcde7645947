import { describe, expect, it } from "vitest";
import { gamedFrom } from "../../../webview/charts/gamed.ts";
import { strengthCurve } from "../../../webview/charts/strengthCurve.ts";

const run = {
  strength: 1,
  logZ: 0,
  rewards: [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5],
  weights: Array.from({ length: 8 }, () => 0.125),
};
const curve = strengthCurve(run, 20);
const least = curve.find(({ isCollapsed }) => !isCollapsed)!.strength;
const along = run.rewards;
const against = run.rewards.map((reward) => -reward);

describe("a reward that is gamed", () => {
  it("rises with the strength while what judges it falls", () => {
    expect(gamedFrom(run, curve, 1, { scores: against, sense: 1 })).toBe(least);
    expect(gamedFrom(run, curve, 1, { scores: along, sense: 1 })).toBeUndefined();
  });

  it("is told by a judge that rises where the run was steered away from what it looks for", () => {
    expect(gamedFrom(run, curve, 1, { scores: along, sense: -1 })).toBe(least);
    expect(gamedFrom(run, curve, 1, { scores: against, sense: -1 })).toBeUndefined();
  });

  it("is told of a negative strength, too, which wants less of both", () => {
    const down = { ...run, strength: -1 };
    expect(gamedFrom(down, strengthCurve(down, 20), -1, { scores: along, sense: 1 })).toBeUndefined();
    expect(gamedFrom(down, strengthCurve(down, 20), -1, { scores: against, sense: 1 })).toBeLessThanOrEqual(0);
  });

  it("is not told by a judge that finds all alike, whatever rounding makes of its mean", () => {
    const told = Array.from({ length: 40 }, (_, k) => {
      const shares = run.rewards.map((_, n) => 1 + ((n * 7 + k * 3) % 11));
      const all = shares.reduce((sum, share) => sum + share, 0);
      const weighed = { ...run, weights: shares.map((share) => share / all) };
      const scores = run.rewards.map(() => 1 / 3);
      return gamedFrom(weighed, strengthCurve(weighed, 20), 1, { scores, sense: 1 });
    });
    expect(told.filter((from) => from !== undefined)).toEqual([]);
  });

  it("is not told by chance, by a judge that has no number for a particle, or at the least strength itself", () => {
    const level = [1, 0, 0, 1, 1, 0, 0, 1];
    expect(gamedFrom(run, curve, 1, { scores: level, sense: 1 })).toBeUndefined();
    expect(gamedFrom(run, curve, 1, { scores: [...against.slice(0, -1), -Infinity], sense: 1 })).toBeUndefined();
    expect(gamedFrom(run, curve, least, { scores: against, sense: 1 })).toBeUndefined();
  });
});
