/** Euler steps with ancestral noise (Karras et al. 2022; k-diffusion), as diffusers' EulerAncestralDiscreteScheduler. Pure. */
import { readAlphaBars } from "./noiseSchedule.ts";
import { readParametrisation } from "./parametrisation.ts";
import type { CleanFactors, ImageScheduler } from "./scheduler.ts";
import type { SchedulerReader } from "./schedulerConfig.ts";
import { interpolated, noiseLevels, smallestAlphaBar } from "./sigmas.ts";
import { readSpacing, readTimesteps } from "./spacing.ts";

/** States are x₀ + σ ε: their variance is not preserved, so the network's input is scaled. */
export function eulerAncestral(reader: SchedulerReader, steps: number): ImageScheduler {
  const levels = noiseLevels(readAlphaBars(reader, { zeroSnr: smallestAlphaBar }));
  const parametrisation = readParametrisation(reader);
  if (parametrisation === "sample") {
    throw reader.unsupported(
      "prediction_type",
      "The scheduler euler-ancestral cannot use it. Choose ddim or dpm++-sde.",
    );
  }
  const timesteps = readTimesteps(reader, "linspace", levels.length, steps).map(Math.fround);
  const sigmas = [...timesteps.map((timestep) => Math.fround(interpolated(levels, timestep))), 0];
  const highest = Math.max(...sigmas);
  return {
    name: "EulerAncestralDiscreteScheduler",
    initialDeviation: readSpacing(reader, "linspace") === "leading" ? Math.hypot(highest, 1) : highest,
    clipping: { kind: "none" },
    keepsClean: false,
    steps: timesteps.map((timestep, i) => {
      const now = sigmas[i] as number;
      const next = sigmas[i + 1] as number;
      const up = Math.sqrt((next ** 2 * (now ** 2 - next ** 2)) / now ** 2);
      const down = Math.sqrt(next ** 2 - up ** 2);
      return {
        timestep,
        inputScale: 1 / Math.hypot(now, 1),
        clean: parametrisation === "epsilon" ? { sample: 1, output: -now } : ofVelocity(now),
        // An Euler step of dx/dσ = (x − x̂₀)/σ from `now` to `down`
        next: { sample: down / now, clean: 1 - down / now, output: 0, earlier: 0, noise: up },
      };
    }),
  };
}

/** Karras et al. 2022, eq. 7, with c_skip and c_out of v-prediction. */
function ofVelocity(sigma: number): CleanFactors {
  return { sample: 1 / (sigma ** 2 + 1), output: -sigma / Math.hypot(sigma, 1) };
}
