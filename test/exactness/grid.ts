/** Every way to steer: potential × value × resampler × resampling × tempering. */
import {
  potentialNames,
  resamplerNames,
  resamplingNames,
  type SteeringPolicy,
  type Tempering,
} from "../../src/steering/policy.ts";
import { defaultPolicy } from "./estimates.ts";

export const temperings: readonly Tempering[] = [
  { kind: "constant" },
  { kind: "linear" },
  { kind: "geometric", from: 0.1 },
  { kind: "adaptive", essFraction: 0.8 },
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
 * A sample of the grid in which every value of every choice comes equally often, as far as `count` allows: each choice walks
 * through its values with a stride of its own.
 */
export function stratifiedPolicies(count: number): readonly SteeringPolicy[] {
  return Array.from({ length: count }, (_, i) => {
    const potential = potentialNames[i % 5]!;
    return {
      ...defaultPolicy,
      strength: strengths[potential],
      potential,
      resampler: resamplerNames[(i + Math.floor(i / 5)) % 5]!,
      draws: drawCounts[Math.floor(i / 2) % 2]!,
      resampling: resamplingNames[i % 3]!,
      tempering: temperings[Math.floor(i / 3) % 4]!,
    };
  });
}

export function policyName({ potential, draws, resampling, resampler, tempering }: SteeringPolicy): string {
  const value = draws === 1 ? "expected" : `draws×${draws}`;
  return [potential, value, resampling, resampling === "never" ? "–" : resampler, tempering.kind].join(" ");
}
