/** A run specification as the particle system's policy. Pure. */
import type { RunSpecification } from "../../protocol/specification.ts";
import type { SteeringPolicy } from "../../steering/policy.ts";

/** An image model predicts one clean image of a noisy one, not a choice of them: draws make no difference to it. */
export function steeringPolicy(specification: RunSpecification, modality: "text" | "image"): SteeringPolicy {
  return {
    strength: specification.strength,
    potential: specification.potential,
    draws: modality === "image" ? 1 : specification.draws,
    resampler: specification.resampler,
    resampling: specification.resampling,
    essThreshold: specification.essThreshold,
    schedule: specification.schedule,
    tempering: specification.tempering,
    candidates: modality === "image" ? 1 : specification.candidates,
  };
}
