/** Denoising diffusion implicit models (Song et al. 2021), as diffusers' DDIMScheduler. Pure. */
import { SteeringError, namedField, sentence } from "../../errors.ts";
import { readClipping } from "./clipping.ts";
import { readAlphaBars } from "./noiseSchedule.ts";
import { cleanFactors, noiseFactors, readParametrisation } from "./parametrisation.ts";
import type { ImageScheduler } from "./scheduler.ts";
import type { SchedulerReader } from "./schedulerConfig.ts";
import { readTimesteps, roundHalfToEven } from "./spacing.ts";

/** @param eta 0: deterministic, 1: as much noise as DDPM's */
export function ddim(reader: SchedulerReader, steps: number, eta: number): ImageScheduler {
  if (!(eta >= 0 && eta <= 1)) {
    throw new SteeringError(
      "steering-invalid",
      sentence`The run cannot start: ${namedField("sampler.eta", undefined, "η of the DDIM scheduler")} must be between 0 and 1, and it is ${eta}. Change it and run again.`,
      { details: { field: "sampler.eta" } },
    );
  }
  const alphaBars = readAlphaBars(reader);
  const parametrisation = readParametrisation(reader);
  const timesteps = readTimesteps(reader, "leading", alphaBars.length, steps).map(roundHalfToEven);
  const last = reader.flag("set_alpha_to_one", true) ? 1 : (alphaBars[0] as number);
  // diffusers goes down by this whatever the spacing, though the next timestep may be another.
  const ratio = Math.floor(alphaBars.length / steps);
  return {
    name: "DDIMScheduler",
    initialDeviation: 1,
    clipping: readClipping(reader, true),
    keepsClean: false,
    steps: timesteps.map((timestep) => {
      const now = alphaBars[timestep] as number;
      const next = timestep < ratio ? last : (alphaBars[timestep - ratio] as number);
      // eq. 16; at timestep 0 without set_alpha_to_one there is nothing left to remove
      const variance = Math.max(0, ((1 - next) / (1 - now)) * (1 - now / next));
      const deviation = eta * Math.sqrt(variance);
      // eq. 12: "direction pointing to x_t"
      const direction = Math.sqrt(Math.max(0, 1 - next - deviation ** 2));
      const noise = noiseFactors(parametrisation, now);
      return {
        timestep,
        inputScale: 1,
        clean: cleanFactors(parametrisation, now),
        next: {
          sample: direction * noise.sample,
          clean: Math.sqrt(next),
          output: direction * noise.output,
          earlier: 0,
          noise: deviation,
        },
      };
    }),
  };
}
