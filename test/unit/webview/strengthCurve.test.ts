import { describe, expect, it } from "vitest";
import { curvePath, strengthAt, strengthCurve, strengthRange } from "../../../webview/charts/strengthCurve.ts";

const run = { strength: 2, logZ: 0, rewards: [0, 0.5, 1, 1.5], weights: [0.1, 0.2, 0.3, 0.4] };

describe("the curve over strengths", () => {
  it("goes from no strength to twice the run's own, on its side of 0", () => {
    expect(strengthRange({ strength: 3 })).toEqual({ low: 0, high: 6 });
    expect(strengthRange({ strength: -3 })).toEqual({ low: -6, high: 0 });
    expect(strengthRange({ strength: 0 }).high).toBeGreaterThan(0);
  });

  it("has no dust in its strengths", () => {
    expect([strengthAt({ strength: 0.3 }, 57, 100), strengthAt({ strength: -0.3 }, 57, 100)]).toEqual([0.342, -0.258]);
  });

  it("rises with the strength, and says from where on too few particles carry it", () => {
    const curve = strengthCurve({ ...run, strength: 20 }, 10);
    const means = curve.map(({ meanReward }) => meanReward);
    expect(means).toEqual(means.toSorted((a, b) => a - b));
    expect(curve[5]!.meanReward).toBeCloseTo(1, 12);
    expect(curve.map(({ isCollapsed }) => isCollapsed)).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
      true,
      true,
      true,
      true,
      true,
    ]);
  });

  it("has nothing where a hard constraint leaves no particles, and its stretches meet", () => {
    const curve = strengthCurve({ ...run, rewards: [-Infinity, 0.5, 1, 1.5], weights: [0, 0.2, 0.4, 0.4] }, 4);
    expect(curve[0]).toMatchObject({ isCollapsed: true });
    expect(curve[0]!.meanReward).toBeNaN();
    const stretches = curvePath(curve, { width: 100, height: 20 });
    expect(stretches[0]!.path.startsWith("M25.0 ")).toBe(true);
    const all = curvePath(strengthCurve({ ...run, strength: 20 }, 10), { width: 100, height: 20 });
    all.slice(1).forEach(({ path }, i) => {
      expect(path.slice(1).split("L")[0]).toBe(all[i]!.path.slice(1).split("L").at(-1));
    });
  });
});
