/** Latent consistency models (Luo et al. 2023), as diffusers' LCMScheduler: every step predicts the end and noises it again. Pure. */
import { readClipping } from "./clipping.ts";
import { readAlphaBars } from "./noiseSchedule.ts";
import { cleanFactors, readParametrisation } from "./parametrisation.ts";
import type { ImageScheduler } from "./scheduler.ts";
import type { SchedulerReader } from "./schedulerConfig.ts";
import { checkSteps } from "./spacing.ts";

const betas = { start: 0.00085, end: 0.012, schedule: "scaled_linear" } as const;
const dataDeviation = 0.5;

export function lcm(reader: SchedulerReader, steps: number): ImageScheduler {
  const alphaBars = readAlphaBars(reader, { defaults: betas });
  const parametrisation = readParametrisation(reader);
  const original = reader.number(
    "original_inference_steps",
    50,
    (value) => Number.isSafeInteger(value) && value >= 1 && value <= alphaBars.length,
    "that is whole, at least 1 and at most num_train_timesteps",
  );
  const scaling = reader.positive("timestep_scaling", 10);
  const timesteps = distilledTimesteps(alphaBars.length, original, steps);
  return {
    name: "LCMScheduler",
    initialDeviation: 1,
    clipping: readClipping(reader, false),
    keepsClean: false,
    steps: timesteps.map((timestep, i) => {
      const following = timesteps[i + 1];
      const next = following === undefined ? undefined : (alphaBars[following] as number);
      const scaled = timestep * scaling;
      const square = scaled ** 2 + dataDeviation ** 2;
      return {
        timestep,
        inputScale: 1,
        clean: cleanFactors(parametrisation, alphaBars[timestep] as number),
        // Song et al. 2023, eq. 5: at time 0 a consistency function is the identity
        boundary: { sample: dataDeviation ** 2 / square, clean: scaled / Math.sqrt(square) },
        next: {
          sample: 0,
          clean: next === undefined ? 1 : Math.sqrt(next),
          output: 0,
          earlier: 0,
          noise: next === undefined ? 0 : Math.sqrt(1 - next),
        },
      };
    }),
  };
}

/** `steps` of the timesteps that the model was distilled at, evenly spaced by index. */
function distilledTimesteps(trainTimesteps: number, original: number, steps: number): number[] {
  checkSteps(steps, original);
  const width = Math.floor(trainTimesteps / original);
  return Array.from({ length: steps }, (_, i) => (original - Math.floor(i * (original / steps))) * width - 1);
}
