/** A particle's line as curves. */
import { describe, expect, it } from "vitest";
import { bandPath, curvePath, curveScale, rangeOf } from "../../../webview/charts/curve.ts";
import { copiedAt, lineCurves } from "../../../webview/inspector/lineCurves.ts";
import type { Genealogy } from "../../../src/steering/genealogy.ts";
import { noGenealogy, withGeneration } from "../../../src/protocol/grownGenealogy.ts";
import { baseState, runAt } from "../../../webview/dev/story.ts";
import { told } from "../steering/genealogyRuns.ts";

const bare = told(1, [
  { values: [0, 1, -Infinity, 0.5], ancestors: [1, 1, 1, 3] },
  { values: [2, 3, 4, 5], ancestors: [0, 0, 3, 3] },
  { values: [6, 7, 8, 9] },
]);
const withParts = (...rewards: readonly (readonly (readonly number[])[])[]): Genealogy => ({
  ...bare,
  scored: bare.scored.map((step, j) => ({ ...step, parts: rewards.map((of) => of[j]!) })),
});
const mood = [
  [10, 11, 12, 13],
  [20, 21, 22, 23],
  [30, 31, 32, 33],
];
const length = [
  [1, -Infinity, 1, 1],
  [2, 2, 2, 2],
  [3, 3, 3, 3],
];

describe("a particle's line", () => {
  it("has a curve of its value and one of each reward, through its ancestors, before all of its group", () => {
    const run = withParts(mood, length);
    const [value, first, second] = lineCurves(run, { at: 2, particle: 1 }, ["mood", "length"]);
    expect(value).toEqual({ name: "value", own: [1, 2, 7], low: [0, 2, 6], high: [1, 5, 9] });
    expect(first).toMatchObject({ name: "mood", own: [11, 20, 31], high: [13, 23, 33] });
    expect(second).toMatchObject({ name: "length", own: [-Infinity, 2, 3], low: [1, 2, 3] });
  });

  it("has no second curve of a reward that is alone and counts as it is, nor of one that nothing is known of", () => {
    const names = (run: Genealogy, rewards: readonly string[]): string[] =>
      lineCurves(run, { at: 2, particle: 0 }, rewards).map(({ name }) => name);
    expect(names(withParts(bare.scored.map(({ values }) => Array.from(values))), ["mood"])).toEqual(["value"]);
    expect(names(withParts(mood), ["mood"])).toEqual(["value", "mood"]);
    expect(names(bare, ["mood", "length"])).toEqual(["value"]);
  });

  it("has the whole curve of a reward that is alone and counts as it is at some of the steps", () => {
    const { scored } = withParts(mood);
    const run = { ...bare, scored: [scored[0]!, bare.scored[1]!, scored[2]!] };
    expect(lineCurves(run, { at: 2, particle: 1 }, ["mood"])[1]).toMatchObject({ own: [11, 2, 31], high: [13, 5, 33] });
    expect(lineCurves(run, { at: 2, particle: 1 }, ["mood", "length"])[1]!.own).toEqual([11, Number.NaN, 31]);
  });

  it("says where it was copied, and not where it went on alone", () => {
    expect(copiedAt(bare, { at: 2, particle: 0 })).toEqual([0, 1]);
    expect(copiedAt(bare, { at: 2, particle: 2 })).toEqual([1]);
    expect(copiedAt(bare, { at: 0, particle: 1 })).toEqual([]);
  });
});

describe("a genealogy that grows", () => {
  it("has each reward's numbers, but for those of one that is alone and are the values", () => {
    const grown = (reward: number, parts: readonly number[]) => {
      const particles = [{ ...runAt(baseState.form, 64).particles[0]!, reward, parts }];
      return withGeneration(noGenealogy, 8, 4, { particles, ancestors: [0], groups: [] }).scored[0]!.parts;
    };
    expect(grown(0.5, [0.5])).toBeUndefined();
    expect(grown(0.5, [0.25])).toEqual([[0.25]]);
    expect(grown(-Infinity, [0.5, -Infinity])).toEqual([[0.5], [-Infinity]]);
  });
});

describe("a curve", () => {
  const frame = { left: 0, right: 100, top: 0, bottom: 50 };

  it("fills its frame, and has a gap where a number is none", () => {
    const scale = curveScale(frame, 4, ...rangeOf([0, 10])!);
    expect(curvePath([0, 1, 2, 4], [0, -Infinity, 5, 10], scale)).toBe("M0.0 50.0M50.0 25.0L100.0 0.0");
  });

  it("of one number lies in the middle; of none there is no range", () => {
    expect(curveScale(frame, 4, 3, 3).y(3)).toBe(25);
    expect(rangeOf([Number.NaN, Infinity])).toBeUndefined();
  });

  it("has the ground of all others behind it", () => {
    const scale = curveScale(frame, 1, 0, 1);
    expect(
      bandPath(
        [0, 1],
        [
          [0, 0.5],
          [1, 1],
        ],
        scale,
      ),
    ).toBe("M0.0 0.0L100.0 0.0L100.0 25.0L0.0 50.0Z");
    expect(
      bandPath(
        [0, 1],
        [
          [0, Number.NaN],
          [1, Number.NaN],
        ],
        scale,
      ),
    ).toBe("");
  });
});
