/** Each finding on a run that has the trouble and on one that lacks it. */
import { describe, expect, it } from "vitest";
import { diagnose, type Finding } from "../../../src/steering/diagnosis/diagnose.ts";
import { rankCorrelation } from "../../../src/steering/diagnosis/rankCorrelation.ts";
import type { Genealogy } from "../../../src/steering/genealogy.ts";
import { told, type ToldStep } from "./genealogyRuns.ts";

const eight = [0, 1, 2, 3, 4, 5, 6, 7];
const policy = { strength: 40, selects: true, islands: 1 };

function found(run: Genealogy, code: Finding["code"], strength = 40): Finding | undefined {
  return diagnose(run, { ...policy, strength }).find((finding) => finding.code === code);
}

/** Values that change from step to step by a rule without order. */
function scattered(j: number): number[] {
  return eight.map((n) => ((n * 5 + j * j * 3 + j * n * 7) % 11) / 11);
}

/** Eight particles as four islands of two. */
function inPairs({ scored, ...run }: Genealogy, { logZ = [0, 0, 0, 0], ess = 2 } = {}): Genealogy {
  const groups = [0, 2, 4, 6].map((start) => ({ start, count: 2 }));
  const last = scored.length - 1;
  return {
    ...run,
    groups,
    scored: scored.map((step, j) => ({
      ...step,
      groups: groups.map((_, m) => ({
        ...step.groups[0]!,
        ess: j === last ? ess : step.groups[0]!.ess,
        logZ: logZ[m]!,
      })),
    })),
  };
}

const steady: readonly ToldStep[] = Array.from({ length: 8 }, (_, j) => ({
  values: eight.map((n) => n / 8 + j / 100),
  ess: 6,
  resampled: j === 5,
}));

describe("a diagnosis", () => {
  it("finds nothing in a run that keeps its lines apart and whose values told the outcome", () => {
    expect(diagnose(told(40, steady), policy)).toEqual([]);
  });

  it("says since when all descend from one particle, and by which λ they might not", () => {
    const collapsed = steady.map((step, j) => (j === 1 ? { ...step, ancestors: eight.map(() => 3) } : step));
    expect(found(told(40, collapsed), "one-ancestor")).toMatchObject({
      step: 8,
      particles: 8,
      change: { field: "strength", value: 20 },
    });
    // Two or three have no variety to lose.
    const few = collapsed.map((step) => ({
      ...step,
      values: step.values.slice(0, 3),
      ...(step.ancestors && { ancestors: [1, 1, 1] }),
    }));
    expect(found(told(40, few), "one-ancestor")).toBeUndefined();
    const late = steady.map((step, j) => (j === 6 ? { ...step, ancestors: eight.map(() => 3) } : step));
    expect(found(told(40, late), "one-ancestor")).toBeUndefined();
  });

  it("says that nothing was selected, and which λ the spread of the values asks for", () => {
    const quiet = steady.map(({ values }) => ({ values, ess: 7.95 }));
    expect(found(told(0.1, quiet), "never-selected", 0.1)).toMatchObject({ change: { field: "strength", value: 3.5 } });
    expect(found(told(-0.1, quiet), "never-selected", -0.1)).toMatchObject({ change: { value: -3.5 } });
    const alike = steady.map(() => ({ values: eight.map(() => 0.25), ess: 8 }));
    expect(found(told(40, alike), "never-selected")).toMatchObject({ spread: 0, change: undefined });
    // Rounding moves the mean of numbers that are alike away from them.
    for (const value of [0.1, 1 / 3, 0.7]) {
      const run = told(
        40,
        steady.map(() => ({ values: eight.map(() => value), ess: 8 })),
      );
      expect(found(run, "never-selected")).toMatchObject({ spread: 0, change: undefined });
    }
    expect(found(told(40, steady), "never-selected")).toBeUndefined();
  });

  it("says when most have reached the best value that there is", () => {
    const risen = steady.map((step, j) => (j < 3 ? step : { ...step, values: [0.2, 1, 1, 1, 1, 1, 1, 1] }));
    expect(found(told(40, risen), "at-ceiling")).toMatchObject({ step: 16, value: 1 });
    const fallen = risen.map((step) => ({ ...step, values: step.values.map((value) => -value) }));
    expect(found(told(-40, fallen), "at-ceiling", -40)).toMatchObject({ step: 16, value: -1 });
    const late = steady.map((step, j) => (j < 7 ? step : { ...step, values: eight.map(() => 1) }));
    expect(found(told(40, late), "at-ceiling")).toBeUndefined();
    const infeasible = steady.map((step, j) => (j < 4 ? step : { values: eight.map(() => -Infinity), ess: 0 }));
    expect(found(told(40, infeasible), "at-ceiling")).toBeUndefined();
  });

  it("says before which step the values told nothing of the outcome", () => {
    const noisy = steady.map((step, j) => (j < 4 ? { ...step, values: scattered(j) } : step));
    const finding = found(told(40, noisy), "values-are-noise");
    expect(finding).toMatchObject({ change: { field: "firstScored" } });
    expect(finding).toHaveProperty("step", finding?.change?.value);
    expect((finding as { step: number }).step).toBeGreaterThanOrEqual(16);
    expect((finding as { step: number }).step).toBeLessThanOrEqual(24);
  });

  it("asks for surer values where no score on the way told anything, as far as more draws are a choice", () => {
    const noisy = told(
      40,
      Array.from({ length: 8 }, (_, j) => ({ values: scattered(j), ess: 6, resampled: j === 5 })),
    );
    const advised = (draws: number | undefined): unknown =>
      diagnose(noisy, { ...policy, draws }).find(({ code }) => code === "values-are-noise")?.change;
    expect(advised(4)).toEqual({ field: "draws", value: 16 });
    expect(advised(16)).toBeUndefined();
    expect(advised(undefined)).toBeUndefined();
  });

  it("advises candidates where the values told the outcome, and none where they did not", () => {
    const advised = (run: Genealogy, candidates: number | undefined): unknown =>
      diagnose(run, { ...policy, candidates }).filter(({ change }) => change?.field === "candidates");
    const noisy = steady.map((step, j) => (j < 4 ? { ...step, values: scattered(j) } : step));
    const predicting = { code: "values-predict", change: { field: "candidates", value: 4 } };
    expect(advised(told(40, steady), 1)).toMatchObject([predicting]);
    expect(advised(told(40, steady), 4)).toEqual([]);
    expect(advised(told(40, noisy), 1)).toEqual([]);
    const idle = { code: "candidates-are-noise", change: { field: "candidates", value: 1 } };
    expect(advised(told(40, noisy), 4)).toMatchObject([idle]);
    // A model that has none is not advised to use some, nor is a run in which λ decides nothing.
    expect(advised(told(40, steady), undefined)).toEqual([]);
    const quiet = steady.map(({ values }) => ({ values, ess: 7.95 }));
    expect(advised(told(0.1, quiet), 1)).toEqual([]);
  });

  it("says when one particle has all the weight at the end", () => {
    const steep = steady.map((step, j) => (j < 7 ? step : { ...step, ess: 1.1 }));
    expect(found(told(40, steep), "one-counts")).toMatchObject({ ess: 1.1, change: { field: "particles", value: 16 } });
  });

  it("looks at all islands of a prompt together", () => {
    const quiet = steady.map(({ values }) => ({ values, ess: 2, resampled: false }));
    const codes = (run: Genealogy): string[] => diagnose(run, { ...policy, islands: 4 }).map(({ code }) => code);
    expect(codes(inPairs(told(40, quiet)))).toContain("never-selected");
    // One island that selects is enough; that each descends from one particle is what islands are for.
    const one = quiet.map((step, j) =>
      j === 1 ? { ...step, ancestors: [0, 0, 2, 2, 4, 4, 6, 6], resampled: true } : step,
    );
    expect(codes(inPairs(told(40, one)))).toEqual([]);
    // Each has two particles that count alike, and one of the islands has all of the weight: two count of eight.
    expect(codes(inPairs(told(40, one), { logZ: [9, 0, 0, 0] }))).toEqual([]);
    expect(codes(inPairs(told(40, one), { logZ: [9, 0, 0, 0], ess: 1.01 }))).toEqual(["one-counts"]);
    expect(codes(inPairs(told(40, one), { logZ: [9, 9, 0, 0], ess: 1.01 }))).toEqual([]);
    const [finding] = diagnose(inPairs(told(40, one), { logZ: [9, 0, 0, 0], ess: 1.01 }), { ...policy, islands: 4 });
    expect(finding).toMatchObject({ prompt: 0, particles: 8, change: { field: "particles", value: 16 } });
    expect(finding).toHaveProperty("ess", expect.closeTo(1.01, 1));
  });

  it("leaves runs alone that are not steered, have one particle, or do not select", () => {
    const alike = told(40, [{ values: [1, 1, 1, 1] }, { values: [1, 1, 1, 1] }]);
    expect(diagnose(alike, { ...policy, strength: 0 })).toEqual([]);
    expect(diagnose(told(40, [{ values: [1] }]), policy)).toEqual([]);
    expect(diagnose(alike, { ...policy, selects: false })).toEqual([]);
    expect(diagnose({ ...alike, scored: [] }, policy)).toEqual([]);
  });
});

describe("rank correlation", () => {
  it("is one for the same order, minus one for the opposite, shares ranks of equals", () => {
    expect(rankCorrelation([1, 2, 30], [0, 5, 6])).toBe(1);
    expect(rankCorrelation([1, 2, 3], [3, 2, -Infinity])).toBe(-1);
    expect(rankCorrelation([1, 1, 2, 3], [1, 2, 3, 4])).toBeCloseTo(0.9487, 4);
    expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeUndefined();
    expect(rankCorrelation([1, 2], [1, 2])).toBeUndefined();
  });
});
