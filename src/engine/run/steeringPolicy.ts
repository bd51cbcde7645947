/** A run specification as the particle system's policy. Pure. */
import type { RunSpecification } from "../../protocol/specification.ts";
import type { SteeringPolicy } from "../../steering/policy.ts";
import { modalities, type Modality } from "../../protocol/modality.ts";

/** An image model predicts one clean image of a noisy one, not a choice of them: draws make no difference to it. */
export function steeringPolicy(specification: RunSpecification, modality: Modality): SteeringPolicy {
  const { manyOutcomes } = modalities[modality];
  return {
    strength: specification.strength,
    potential: specification.potential,
    draws: manyOutcomes ? specification.draws : 1,
    resampler: specification.resampler,
    resampling: specification.resampling,
    essThreshold: specification.essThreshold,
    schedule: specification.schedule,
    tempering: specification.tempering,
    candidates: manyOutcomes ? specification.candidates : 1,
  };
}
