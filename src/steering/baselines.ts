/** What steering is compared with, as policies of the same loop. Pure. */
import type { SteeringPolicy } from "./policy.ts";

export const baselineNames = ["base", "best-of-n", "fk"] as const;
export type BaselineName = (typeof baselineNames)[number];

/**
 * - base: λ = 0, independent particles, rewards looked at only at the end
 * - best-of-n: the same particles, weighted by exp(λ r) at the end (importance sampling; its best is best of N)
 * - fk: the policy itself
 *
 * All run the proposal alike: with the same number of particles and steps they ask for the same nominal number of denoiser calls.
 */
export function baselinePolicy(name: BaselineName, policy: SteeringPolicy): SteeringPolicy {
  if (name === "fk") return policy;
  const atTheEnd: SteeringPolicy = {
    ...policy,
    potential: "terminal",
    resampling: "never",
    schedule: { kind: "fractions", fractions: [1] },
    tempering: { kind: "constant" },
    candidates: 1,
  };
  return name === "base" ? { ...atTheEnd, strength: 0 } : atTheEnd;
}
