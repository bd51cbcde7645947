/** Continuous states, a time-conditioned denoiser, Gaussian noise: the same estimates against quadrature. */
import { describe, expect, it } from "vitest";
import { defaultPolicy, zScores } from "./estimates.ts";
import { closedFormTilt, gaussianMixture } from "./gaussianMixture.ts";
import { centre, curvature, gaussianStatistics, quadratic, wavy } from "./gaussianTargets.ts";
import { strengths } from "./grid.ts";
import { worst } from "./zScore.ts";

const strength = 1.5;

describe("the Gaussian mixture", () => {
  it.each(["ddpm", "ddim"] as const)("nears the closed-form tilt of the data as %s takes more steps", (sampler) => {
    const closed = closedFormTilt(strength, curvature, centre);
    const errors = [5, 12, 30].map((steps) => {
      const mixture = gaussianMixture({ sampler, dimensions: 1, steps });
      const z = mixture.expectation((x) => Math.exp(strength * quadratic.r(x)));
      const mean = mixture.expectation((x) => Math.exp(strength * quadratic.r(x)) * x[0]!) / z;
      return Math.abs(z / closed.z - 1) + Math.abs(mean - closed.mean);
    });
    expect(errors).toStrictEqual(errors.toSorted((a, b) => b - a));
    expect(errors.at(-1)).toBeLessThan(0.05);
  });

  it.each([
    { sampler: "ddpm", dimensions: 1, reward: quadratic, draws: 1, potential: "difference" },
    { sampler: "ddim", dimensions: 1, reward: wavy, draws: 3, potential: "max" },
    { sampler: "ddpm", dimensions: 2, reward: wavy, draws: 1, potential: "sum" },
    { sampler: "ddim", dimensions: 2, reward: quadratic, draws: 3, potential: "immediate" },
  ] as const)(
    "is steered without bias: $sampler, $dimensions-D, $potential, $draws draws",
    async ({ sampler, dimensions, reward, draws, potential }) => {
      const mixture = gaussianMixture({ sampler, dimensions });
      const tilt = strengths[potential];
      const policy = {
        ...defaultPolicy,
        strength: tilt,
        draws,
        potential,
        schedule: { kind: "every", every: 2 },
      } as const;
      const statistics = gaussianStatistics(mixture, reward, tilt);
      const scores = await zScores(mixture.process, reward, policy, statistics, { particles: 8, runs: 400 });
      expect(Math.abs(worst(scores)), scores.join(" ")).toBeLessThan(4);
    },
  );
});
