/** The curves of a run: what each line is, and which part of the steps is shown. */
import { describe, expect, it } from "vitest";
import type { Genealogy } from "../../../src/steering/genealogy.ts";
import { curvesOf, type Curve, type CurveChoice } from "../../../webview/charts/curveData.ts";
import { nearestParticle, rangeOfCurve } from "../../../webview/charts/curveNumbers.ts";
import { containing, partOf, shareOf, zoomed } from "../../../webview/inspector/stepRange.ts";
import { told } from "../steering/genealogyRuns.ts";

const one = told(2, [
  { values: [0, 1, -Infinity], ancestors: [1, 1, 1], ess: 1.5 },
  { values: [2, 3, 4], ancestors: [0, 0, 2], ess: 2 },
  { values: [5, 7, 9], ess: 3 },
]);
const choice: CurveChoice = {
  group: 0,
  labels: ["first"],
  rewards: ["mood"],
  counted: undefined,
  threshold: 1.5,
  isConditional: false,
};
const named = (curves: readonly Curve[], key: string): Curve => curves.find((curve) => curve.key === key)!;

describe("the curves of a run", () => {
  it("are what the weights came to, and what the particles are worth: the best, the mean and every one", () => {
    const curves = curvesOf(one, choice);
    expect(curves.map(({ key }) => key)).toEqual(["ess", "logZ", "strength", "value"]);
    expect(named(curves, "ess")).toMatchObject({ threshold: 1.5, ends: [0, 3], resampled: [4, 8] });
    expect(named(curves, "ess").lines[0]!.values).toEqual([1.5, 2, 3]);
    const { lines, particles } = named(curves, "value");
    expect(lines).toMatchObject([
      { name: "best", values: [1, 4, 9] },
      { name: "mean", values: [0.5, 3, 7] },
    ]);
    // Every line goes from a particle to its parent's, and says whether it leads to the end.
    expect(particles?.segments.map(({ parents, lives }) => [[...parents], [...lives]])).toEqual([
      [
        [1, 1, 1],
        [1, 0, 1],
      ],
      [
        [0, 0, 2],
        [1, 1, 1],
      ],
    ]);
  });

  it("have log Z where it is told, with a gap where it is none, and say when it estimates nothing", () => {
    const [first, ...rest] = one.scored;
    const withLogZ: Genealogy = {
      ...one,
      scored: [
        { ...first!, groups: [{ ...first!.groups[0]!, logZ: -Infinity }] },
        ...rest.map((step) => ({ ...step, groups: [{ ...step.groups[0]!, logZ: step.step }] })),
      ],
    };
    expect(named(curvesOf(withLogZ, choice), "logZ")).toMatchObject({
      label: "log Z",
      lines: [{ values: [null, 8, 12] }],
    });
    expect(named(curvesOf(withLogZ, { ...choice, isConditional: true }), "logZ").label).toBe("log Z, conditional");
    expect(named(curvesOf(one, choice), "logZ").lines[0]!.values).toEqual([null, null, null]);
  });

  it("have each reward by itself, but for one that is alone and counts as it is", () => {
    const withParts = (...parts: readonly (readonly number[])[]): Genealogy => ({
      ...one,
      scored: one.scored.map((step) => ({ ...step, parts: [...parts] })),
    });
    const two = curvesOf(withParts([1, 2, 3], [4, 5, 9]), { ...choice, rewards: ["mood", "length"] });
    expect(named(two, "reward 1")).toMatchObject({
      label: "length",
      lines: [{ values: [9, 9, 9] }, { values: [6, 6, 6] }],
    });
    expect(curvesOf(withParts([1, 2, 3]), choice).at(-1)!.key).toBe("reward 0");
    const same = { ...one, scored: one.scored.map((step) => ({ ...step, parts: [step.values] })) };
    expect(curvesOf(same, choice).at(-1)!.key).toBe("value");
    // As it is at some of the steps, where it is not told anew.
    const [first, ...rest] = one.scored;
    const partly = { ...one, scored: [{ ...first!, parts: [[7, 8, 9]] }, ...rest] };
    const means = named(curvesOf(partly, choice), "reward 0").lines[1]!.values;
    expect(means).toEqual([8, ...named(curvesOf(one, choice), "value").lines[1]!.values.slice(1)]);
  });

  it("have what several rewards come to together, by their weights and scales, where the value is not that", () => {
    const parts = [
      [1, 2, -Infinity],
      [4, 6, 8],
    ];
    const run = { ...one, scored: one.scored.map((step) => ({ ...step, parts })) };
    const counted = [
      { weight: 1, mean: 0, scale: 1 },
      { weight: 2, mean: 4, scale: 2 },
    ];
    const both = { ...choice, rewards: ["mood", "length"] };
    // 1 + 2 · (4 − 4) / 2, 2 + 2 · (6 − 4) / 2, and one that is ruled out.
    expect(named(curvesOf(run, { ...both, counted }), "reward").lines).toMatchObject([
      { values: [4, 4, 4] },
      { values: [2.5, 2.5, 2.5] },
    ]);
    const silent = { ...both, counted: [{ ...counted[0]!, weight: 0 }, counted[1]!] };
    expect(named(curvesOf(run, silent), "reward").lines[0]!.values).toEqual([4, 4, 4]);
    expect(curvesOf(run, both).map(({ key }) => key)).not.toContain("reward");
    expect(curvesOf(one, { ...both, counted }).map(({ key }) => key)).not.toContain("reward");
  });

  const groupsOf = (count: number): Genealogy => ({
    steps: 4,
    groups: Array.from({ length: count }, (_, g) => ({ start: g, count: 1 })),
    scored: [
      {
        step: 4,
        values: Array.from({ length: count }, (_, g) => g),
        weights: Array.from({ length: count }, () => 1),
        ancestors: Array.from({ length: count }, (_, g) => g),
        groups: Array.from({ length: count }, (_, g) => ({ ess: 1, resampled: false, strength: 10 * g })),
      },
    ],
  });

  it("of several groups are a line each, of many the ground between them", () => {
    const all = { ...choice, group: undefined, labels: Array.from({ length: 9 }, (_, g) => `g${g}`) };
    const few = curvesOf(groupsOf(3), all);
    expect(named(few, "strength").lines.map(({ name, values }) => [name, values[0]])).toEqual([
      ["g0", 0],
      ["g1", 10],
      ["g2", 20],
    ]);
    expect(named(few, "value")).toMatchObject({ of: "mean", lines: [{ values: [0] }, {}, {}] });
    expect(named(few, "value").particles).toBeUndefined();
    const many = named(curvesOf(groupsOf(9), all), "strength");
    expect(many).toMatchObject({ isBand: true, lines: [{ values: [80] }, { values: [0] }, { values: [40] }] });
    const [chosen] = curvesOf(groupsOf(9), { ...all, group: 4 });
    expect(chosen!.lines).toHaveLength(1);
  });

  it("are as high as what is seen of them, every particle and the threshold with it", () => {
    const curves = curvesOf(one, choice);
    const steps = [4, 8, 12];
    expect(rangeOfCurve(named(curves, "value"), steps, { from: 0, to: 12 })).toEqual([0, 9]);
    expect(rangeOfCurve(named(curves, "value"), steps, { from: 6, to: 9 })).toEqual([2, 4]);
    expect(rangeOfCurve(named(curves, "value"), steps, { from: 5, to: 7 })).toBeUndefined();
    expect(rangeOfCurve(named(curves, "ess"), steps, { from: 6, to: 9 })).toEqual([0, 3]);
  });

  it("find the particle whose number is nearest, and none among those that are ruled out", () => {
    const { particles } = named(curvesOf(one, choice), "value");
    expect(nearestParticle(particles!, 0, 0.9)).toBe(1);
    expect(nearestParticle(particles!, 2, 100)).toBe(2);
    expect(nearestParticle({ ...particles!, values: [[-Infinity, -Infinity, -Infinity]] }, 0, 1)).toBeUndefined();
  });
});

describe("the part of the steps that is shown", () => {
  it("is what was brushed, in either direction; all of them, or next to nothing, is no part", () => {
    expect(partOf(64, 30, 10)).toEqual({ from: 10, to: 30 });
    expect(partOf(64, -5, 20)).toEqual({ from: 0, to: 20 });
    expect([partOf(64, 0, 64), partOf(64, 10, 11)]).toEqual([undefined, undefined]);
  });

  it("grows about a step that stays where it is, within the run", () => {
    const half = zoomed(undefined, 2, 16, 64)!;
    expect(half).toEqual({ from: 8, to: 40 });
    expect(shareOf(half, 16)).toBe(16 / 64);
    expect(zoomed(half, 0.5, 16, 64)).toBeUndefined();
    expect(zoomed({ from: 40, to: 64 }, 0.5, 42, 64)).toEqual({ from: 16, to: 64 });
    expect(zoomed({ from: 10, to: 12 }, 2, 11, 64)).toEqual({ from: 10, to: 12 });
  });

  it("follows the step that the page shows", () => {
    const part = { from: 10, to: 20 };
    expect(containing(part, 12, 64)).toBe(part);
    expect(containing(part, 24, 64)).toEqual({ from: 14, to: 24 });
    expect(containing(part, 4, 64)).toEqual({ from: 4, to: 14 });
    expect(containing(undefined, 4, 64)).toBeUndefined();
  });
});
