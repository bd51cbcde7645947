/** Denoising diffusion probabilistic models (Ho et al. 2020), as diffusers' DDPMScheduler. Pure. */
import { readClipping } from "./clipping.ts";
import { readAlphaBars } from "./noiseSchedule.ts";
import { cleanFactors, readParametrisation } from "./parametrisation.ts";
import type { ImageScheduler } from "./scheduler.ts";
import type { SchedulerReader } from "./schedulerConfig.ts";
import { readTimesteps, roundHalfToEven } from "./spacing.ts";

/** A variance that is told by its logarithm is the same variance. */
const variances = ["fixed_small", "fixed_small_log", "fixed_large", "fixed_large_log"] as const;

export function ddpm(reader: SchedulerReader, steps: number): ImageScheduler {
  const alphaBars = readAlphaBars(reader);
  const parametrisation = readParametrisation(reader);
  const isLarge = reader.oneOf("variance_type", variances, "fixed_small").startsWith("fixed_large");
  const timesteps = readTimesteps(reader, "leading", alphaBars.length, steps).map(roundHalfToEven);
  return {
    name: "DDPMScheduler",
    initialDeviation: 1,
    clipping: readClipping(reader, true),
    keepsClean: false,
    steps: timesteps.map((timestep, i) => {
      const now = alphaBars[timestep] as number;
      const following = timesteps[i + 1];
      const next = following === undefined ? 1 : (alphaBars[following] as number);
      // In float32, as diffusers has them: near the data little is left of 1 − α.
      const alpha = Math.fround(now / next);
      const beta = Math.fround(1 - alpha);
      // eq. 7, its two variances; the smaller is never quite 0
      const small = Math.max(((1 - next) / (1 - now)) * beta, 1e-20);
      return {
        timestep,
        inputScale: 1,
        clean: cleanFactors(parametrisation, now),
        next: {
          sample: (Math.sqrt(alpha) * (1 - next)) / (1 - now),
          clean: (Math.sqrt(next) * beta) / (1 - now),
          output: 0,
          earlier: 0,
          noise: timestep === 0 ? 0 : Math.sqrt(isLarge ? beta : small),
        },
      };
    }),
  };
}
