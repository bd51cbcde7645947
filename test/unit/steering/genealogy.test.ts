import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ancestorsAt,
  descendantsOf,
  kinAt,
  expectedOffspring,
  lastCommonAncestor,
  livesOf,
  offspringOf,
  oneRootSince,
  pathOf,
  rootsOf,
  valueForOneOffspring,
} from "../../../src/steering/genealogy.ts";
import { normalise } from "../../../src/steering/weights.ts";
import { told } from "./genealogyRuns.ts";

const flat = [0, 0, 0, 0];
/** 0 and 1 die at the first step, 2 and 3 have two children each; then all descend from the third. */
const small = told(1, [
  { values: flat, ancestors: [2, 2, 3, 3] },
  { values: flat, ancestors: [2, 2, 2, 3] },
  { values: flat },
]);

describe("a genealogy", () => {
  it("tells a particle's path from the first scored step on", () => {
    expect(pathOf(small, { at: 2, particle: 1 })).toEqual([3, 2, 1]);
    expect(pathOf(small, { at: 0, particle: 1 })).toEqual([1]);
  });

  it("tells what a particle became, and that it died out", () => {
    expect(descendantsOf(small, { at: 0, particle: 3 })).toEqual([[3], [2, 3], [0, 1, 2, 3]]);
    expect(descendantsOf(small, { at: 0, particle: 2 })).toEqual([[2], [0, 1], []]);
    expect(kinAt(small, { at: 0, particle: 3 }, 1)).toEqual([2, 3]);
    expect(kinAt(small, { at: 2, particle: 0 }, 2)).toEqual([0]);
    expect(kinAt(small, { at: 2, particle: 0 }, 0)).toEqual([pathOf(small, { at: 2, particle: 0 })[0]]);
  });

  it("knows who lives on, from whom all descend, and where two lines part", () => {
    expect(livesOf(small).map((lives) => [...lives])).toEqual([
      [0, 0, 0, 1],
      [0, 0, 1, 1],
      [1, 1, 1, 1],
    ]);
    expect([...ancestorsAt(small, 2, 0)]).toEqual([3, 3, 3, 3]);
    expect(rootsOf(small).map((roots) => [...roots])).toEqual([
      [0, 1, 2, 3],
      [2, 2, 3, 3],
      [3, 3, 3, 3],
    ]);
    expect(oneRootSince(small, small.groups[0]!)).toBe(1);
    expect(lastCommonAncestor(small, 2, 0, 1)).toEqual({ at: 1, particle: 2 });
    expect(lastCommonAncestor(small, 2, 0, 3)).toEqual({ at: 0, particle: 3 });
    expect(lastCommonAncestor(small, 1, 0, 3)).toBeUndefined();
    expect([...offspringOf(small.scored[1]!)]).toEqual([0, 0, 3, 1]);
  });

  it("agrees with itself: a particle lies on the paths of its descendants, and on no others", () => {
    const parents = fc.array(fc.nat(5), { minLength: 6, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(parents, { minLength: 2, maxLength: 7 }), fc.nat(5), (all, particle) => {
        const run = told(
          1,
          all.map((ancestors) => ({ values: [0, 0, 0, 0, 0, 0], ancestors })),
        );
        descendantsOf(run, { at: 0, particle }).forEach((descendants, at) => {
          const through = [0, 1, 2, 3, 4, 5].filter((n) => pathOf(run, { at, particle: n })[0] === particle);
          expect(descendants).toEqual(through);
        });
      }),
    );
  });

  it("keeps groups apart", () => {
    const two = {
      ...small,
      groups: [
        { start: 0, count: 2 },
        { start: 2, count: 2 },
      ],
    };
    const step = { ...two.scored[0]!, ancestors: [1, 1, 2, 3] };
    expect(oneRootSince({ ...two, scored: [step, { ...step, ancestors: [0, 1, 2, 3] }] }, two.groups[0]!)).toBe(0);
    expect(oneRootSince({ ...two, scored: [step] }, two.groups[1]!)).toBeUndefined();
  });
});

describe("the value for one offspring", () => {
  it("gives an expected offspring of one, all others as they are", () => {
    const numbers = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(numbers, fc.double({ min: 0.5, max: 20, noNaN: true }), (values, strength) => {
        const weigh = (all: readonly number[]): Float64Array => {
          const weights = Float64Array.from(all, (value) => strength * value);
          normalise(weights, weights);
          return weights;
        };
        const step = { ...told(strength, [{ values }]).scored[0]!, weights: weigh(values) };
        const group = { start: 0, count: values.length };
        const value = valueForOneOffspring(step, group, 0, 1)!;
        const weights = weigh(values.map((own, n) => (n === 1 ? value : own)));
        expect(expectedOffspring({ ...step, weights }, group, 1)).toBeCloseTo(1, 6);
      }),
    );
  });

  it("is undefined where no value gives it", () => {
    const [step, group] = [told(2, [{ values: [0, 1], weights: [0, 1] }]).scored[0]!, { start: 0, count: 2 }];
    expect(valueForOneOffspring(step, group, 0, 0)).toBeUndefined();
    expect(valueForOneOffspring(step, group, 0, 1)).toBeUndefined();
    expect(valueForOneOffspring(told(0, [{ values: [0, 1] }]).scored[0]!, group, 0, 1)).toBeUndefined();
  });
});
