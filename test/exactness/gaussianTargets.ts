/** Rewards on points, and what is estimated under them. */
import type { SampleReward } from "../../src/steering/process.ts";
import type { GaussianMixture, Point } from "./gaussianMixture.ts";
import type { Statistic } from "./target.ts";

export type PointReward = SampleReward<Point> & { readonly r: (x: Point) => number };

function pointReward(name: string, r: (x: Point) => number): PointReward {
  return { name, hardConstraint: false, r, score: (samples) => Promise.resolve(samples.map(r)) };
}

export const curvature = 0.8;
export const centre = 0.5;

/** −k |x − c|²/2: the tilt of a Gaussian mixture by it is a Gaussian mixture. */
export const quadratic = pointReward("quadratic", (x) =>
  x.reduce((sum, value) => sum - (curvature * (value - centre) ** 2) / 2, 0),
);

/** Neither quadratic nor a sum over the axes. */
export const wavy = pointReward("wavy", (x) => Math.sin(2 * x[0]!) * (x.length === 1 ? 1 : Math.cos(x[1]! - 0.3)));

/** Z, Z·E[r], Z·E[x], Z·E[x²] on the first axis, and its histogram in four soft bins. */
export function gaussianStatistics(mixture: GaussianMixture, { r }: PointReward, strength: number): Statistic<Point>[] {
  const all: { name: string; f: (x: Point) => number }[] = [
    { name: "Z", f: () => 1 },
    { name: "Z·E[r]", f: r },
    { name: "Z·E[x]", f: (x) => x[0]! },
    { name: "Z·E[x²]", f: (x) => x[0]! ** 2 },
    // Bins are smoothed at their edges, since the quadrature has a grid.
    ...[-1.2, -0.3, 0.6, 1.4].map((at) => ({
      name: `Z·bin(${at})`,
      f: (x: Point) => Math.exp(-(((x[0]! - at) / 0.3) ** 2)),
    })),
  ];
  return all.map((statistic) => ({
    ...statistic,
    exact: mixture.expectation((x) => Math.exp(strength * r(x)) * statistic.f(x)),
  }));
}
