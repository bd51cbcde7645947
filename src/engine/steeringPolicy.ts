/** A run specification as the particle system's policy. Pure. */
import type { RunSpecification } from "../protocol/specification.ts";
import type { SteeringPolicy } from "../steering/policy.ts";

export function steeringPolicy(specification: RunSpecification): SteeringPolicy {
  return {
    strength: specification.strength,
    potential: specification.potential,
    draws: specification.draws,
    resampler: specification.resampler,
    resampling: specification.resampling,
    essThreshold: specification.essThreshold,
    schedule: specification.schedule,
    tempering: specification.tempering,
  };
}
