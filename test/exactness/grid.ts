/** Every way to steer: potential × value × resampler × resampling × tempering. */
import {
  potentialNames,
  resamplerNames,
  resamplingNames,
  type SteeringPolicy,
  type Tempering,
} from "../../src/steering/policy.ts";
import { defaultPolicy } from "./estimates.ts";
import type { Sampler } from "./gaussianMixture.ts";
import { quadratic, wavy, type PointReward } from "./gaussianTargets.ts";

/**
 * Thresholds at which every choice shows: with them adaptive resampling resamples at some steps and not at others, and every schedule
 * of λ_j stays below λ on the way (`grid.test.ts` holds them to it).
 */
const essThreshold = 0.95;

export const temperings: readonly Tempering[] = [
  { kind: "constant" },
  { kind: "linear" },
  { kind: "geometric", from: 0.3 },
  { kind: "adaptive", essFraction: 0.97 },
];

/** Draws of x̂₀: `expected`, and the paper's `many`. */
export const drawCounts = [1, 3] as const;

/**
 * λ at which the estimates are not heavy-tailed, so that a z-score means what it says: `sum` and `immediate` pay far more than λ r on the
 * way and take it back at the end.
 */
export const strengths = { difference: 2, max: 1.2, sum: 0.5, immediate: 0.8, terminal: 2 } as const;

/** All policies of the grid, in a fixed order. Without resampling there is no resampler to vary. */
export function gridPolicies(): readonly SteeringPolicy[] {
  return potentialNames.flatMap((potential) =>
    drawCounts.flatMap((draws) =>
      resamplingNames.flatMap((resampling) =>
        (resampling === "never" ? (["systematic"] as const) : resamplerNames).flatMap((resampler) =>
          temperings.map((tempering) => ({
            ...defaultPolicy,
            essThreshold,
            strength: strengths[potential],
            potential,
            draws,
            resampling,
            resampler,
            tempering,
          })),
        ),
      ),
    ),
  );
}

/**
 * A sample of the grid: each choice walks through its values with a stride of its own, so that from 60 on every value of one choice
 * meets every value of any other.
 */
export function stratifiedPolicies(count: number): readonly SteeringPolicy[] {
  return Array.from({ length: count }, (_, i) => {
    const potential = potentialNames[i % 5]!;
    return {
      ...defaultPolicy,
      essThreshold,
      strength: strengths[potential],
      potential,
      resampler: resamplerNames[(i + Math.floor(i / 5)) % 5]!,
      draws: drawCounts[Math.floor(i / 2) % 2]!,
      resampling: resamplingNames[i % 3]!,
      tempering: temperings[Math.floor(i / 3) % 4]!,
    };
  });
}

/** One policy on the Gaussian mixture, under one sampler and reward. */
export interface MixtureCase {
  readonly sampler: Sampler;
  readonly dimensions: 1 | 2;
  readonly reward: PointReward;
  readonly policy: SteeringPolicy;
}

/** Sampler × dimensions × reward × potential × value × resampling; resampler and tempering take turns. */
export function mixtureCases(): readonly MixtureCase[] {
  const settings = (["ddpm", "ddim"] as const).flatMap((sampler) =>
    ([1, 2] as const).flatMap((dimensions) => [quadratic, wavy].map((reward) => ({ sampler, dimensions, reward }))),
  );
  const choices = potentialNames.flatMap((potential) =>
    drawCounts.flatMap((draws) => resamplingNames.map((resampling) => ({ potential, draws, resampling }))),
  );
  return settings.flatMap((setting, s) =>
    choices.map((choice, c) => ({
      ...setting,
      policy: {
        ...defaultPolicy,
        ...choice,
        essThreshold,
        strength: strengths[choice.potential],
        resampler: resamplerNames[(c + Math.floor(c / 5) + s) % 5]!,
        tempering: temperings[(c + Math.floor(c / 6) + s) % 4]!,
        schedule: { kind: "every", every: 2 },
      },
    })),
  );
}

export function policyName({ potential, draws, resampling, resampler, tempering }: SteeringPolicy): string {
  const value = draws === 1 ? "expected" : `draws×${draws}`;
  return [potential, value, resampling, resampling === "never" ? "–" : resampler, tempering.kind].join(" ");
}

export function mixtureName({ sampler, dimensions, reward, policy }: MixtureCase): string {
  return `${sampler} ${dimensions}-D ${reward.name} ${policyName(policy)}`;
}
