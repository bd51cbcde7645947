/** What a network's output says about the clean state and the noise in a state. Pure. */
import { type CleanFactors, samplerNames } from "./scheduler.ts";
import { SteeringError, sentence } from "../../errors.ts";
import type { SchedulerReader } from "./schedulerConfig.ts";

export type Parametrisation = (typeof parametrisations)[number];
const parametrisations = ["epsilon", "v_prediction", "sample"] as const;

export function readParametrisation(reader: SchedulerReader): Parametrisation {
  return reader.oneOf("prediction_type", parametrisations, "epsilon");
}

/**
 * x̂₀ in a variance-preserving state x = √ᾱ x₀ + √(1−ᾱ) ε.
 *
 * @throws SteeringError `model-signature` where nothing of x₀ is left in x and the network predicts the noise alone
 */
export function cleanFactors(kind: Parametrisation, alphaBar: number): CleanFactors {
  const signal = Math.sqrt(alphaBar);
  const noise = Math.sqrt(1 - alphaBar);
  switch (kind) {
    case "sample":
      return { sample: 0, output: 1 };
    case "v_prediction":
      // Salimans & Ho 2022, appendix D
      return { sample: signal, output: -noise };
    default:
      if (alphaBar === 0) throw noSignal();
      return { sample: 1 / signal, output: -noise / signal };
  }
}

/** ε in such a state, of the x̂₀ that is not clipped. */
export function noiseFactors(kind: Parametrisation, alphaBar: number): CleanFactors {
  const signal = Math.sqrt(alphaBar);
  const noise = Math.sqrt(1 - alphaBar);
  switch (kind) {
    case "sample":
      return { sample: 1 / noise, output: -signal / noise };
    case "v_prediction":
      return { sample: noise, output: signal };
    default:
      return { sample: 0, output: 1 };
  }
}

function noSignal(): SteeringError {
  return new SteeringError(
    "model-signature",
    sentence`The model's scheduler settings cannot be used together: with rescale_betas_zero_snr its first timestep is noise alone, from which a network with prediction_type epsilon can tell nothing. Choose ${samplerNames("euler-ancestral", "dpm++-sde")}, or set timestep_spacing to leading.`,
    { details: { field: "rescale_betas_zero_snr" } },
  );
}
