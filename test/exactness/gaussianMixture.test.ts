/** Continuous states, a time-conditioned denoiser, Gaussian noise: the same estimates against quadrature. */
import { describe, expect, it } from "vitest";
import { zScores } from "./estimates.ts";
import { closedFormTilt, gaussianMixture, type GaussianMixture, type Sampler } from "./gaussianMixture.ts";
import { centre, curvature, gaussianStatistics, quadratic, wavy } from "./gaussianTargets.ts";
import { mixtureCases, mixtureName } from "./grid.ts";
import { worst } from "./zScore.ts";

const strength = 1.5;
/** Some cases of each setting: 7 shares no factor with what the cases repeat by. */
const sample = mixtureCases().filter((_, i) => i % 7 === 0);
const mixtures = new Map<string, GaussianMixture>();

/** Its quadrature is worked out once. */
function mixtureOf(sampler: Sampler, dimensions: 1 | 2): GaussianMixture {
  const key = `${sampler} ${dimensions}`;
  const mixture = mixtures.get(key) ?? gaussianMixture({ sampler, dimensions });
  mixtures.set(key, mixture);
  return mixture;
}

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

  it("has a quadrature that a grid twice as fine does not change", () => {
    for (const sampler of ["ddpm", "ddim"] as const) {
      const [coarse, fine] = [301, 601].map((gridPoints) => gaussianMixture({ sampler, dimensions: 1, gridPoints }));
      const z = coarse!.expectation((x) => Math.exp(strength * wavy.r(x)));
      expect(z / fine!.expectation((x) => Math.exp(strength * wavy.r(x)))).toBeCloseTo(1, 6);
    }
  });

  it.each(sample.map((each) => ({ ...each, name: mixtureName(each) })))(
    "is steered without bias: $name",
    async ({ sampler, dimensions, reward, policy }) => {
      const mixture = mixtureOf(sampler, dimensions);
      const statistics = gaussianStatistics(mixture, reward, policy.strength);
      const scores = await zScores(mixture.process, reward, policy, statistics, { particles: 8, runs: 400 });
      expect(Math.abs(worst(scores)), scores.join(" ")).toBeLessThan(4);
    },
  );
});
