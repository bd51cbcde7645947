/** Euler steps with ancestral noise (Karras et al. 2022; k-diffusion), as diffusers' EulerAncestralDiscreteScheduler. Pure. */
import { readAlphaBars } from "./noiseSchedule.ts";
import { type Parametrisation, readParametrisation } from "./parametrisation.ts";
import type { CleanFactors, ImageScheduler } from "./scheduler.ts";
import type { SchedulerReader } from "./schedulerConfig.ts";
import { interpolated, noiseLevels, smallestAlphaBar } from "./sigmas.ts";
import { readSpacing, readTimesteps } from "./spacing.ts";

/** States are x₀ + σ ε: their variance is not preserved, so the network's input is scaled. */
export function eulerAncestral(reader: SchedulerReader, steps: number): ImageScheduler {
  const levels = noiseLevels(readAlphaBars(reader, { zeroSnr: smallestAlphaBar }));
  const parametrisation = readParametrisation(reader);
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
      const { up, width } = split(now, next);
      return {
        timestep,
        inputScale: 1 / Math.hypot(now, 1),
        clean: cleanAt(parametrisation, now),
        // An Euler step of dx/dσ = (x − x̂₀)/σ
        next: { sample: 1 + width / now, clean: -width / now, output: 0, earlier: 0, noise: up },
      };
    }),
  };
}

/** σ_up, and the way to σ_down, in float32 as diffusers has them: after a first step without signal, much of it is rounding. */
function split(now: number, next: number): { readonly up: number; readonly width: number } {
  const [from, to] = [Math.fround(now ** 2), Math.fround(next ** 2)];
  const up = Math.fround(Math.sqrt(Math.fround(Math.fround(to * Math.fround(from - to)) / from)));
  // After a first step of hardly any signal, rounding may take all of σ² for σ_up² and a bit more.
  const down = Math.fround(Math.sqrt(Math.max(0, Math.fround(to - Math.fround(up ** 2)))));
  return { up, width: Math.fround(down - now) };
}

function cleanAt(parametrisation: Parametrisation, sigma: number): CleanFactors {
  switch (parametrisation) {
    case "sample":
      return { sample: 0, output: 1 };
    case "v_prediction":
      // Karras et al. 2022, eq. 7, with c_skip and c_out of v-prediction
      return { sample: 1 / (sigma ** 2 + 1), output: -sigma / Math.hypot(sigma, 1) };
    default:
      return { sample: 1, output: -sigma };
  }
}
