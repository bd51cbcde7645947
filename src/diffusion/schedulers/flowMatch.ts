/** Flow matching on straight paths (Lipman et al. 2023; Esser et al. 2024), as diffusers' FlowMatchEulerDiscreteScheduler. Pure. */
import { SteeringError, namedField, sentence } from "../../errors.ts";
import { readTrainTimesteps } from "./noiseSchedule.ts";
import type { ImageScheduler } from "./scheduler.ts";
import type { SchedulerReader } from "./schedulerConfig.ts";
import { readLevels } from "./sigmas.ts";
import { checkSteps, linearlySpaced } from "./spacing.ts";

/** What spaces the levels beside the scheduler's file. */
export interface FlowTiming {
  /** Tokens that the transformer sees of an image, by which some models shift their time. */
  readonly imageTokens?: number | undefined;
  /** Where evenly spaced levels end before they are shifted: at the first that the model was trained on, or (Flux) one step above none. */
  readonly lastLevel?: "trained" | "step";
}

export interface FlowMatchOptions extends FlowTiming {
  readonly stochastic: boolean;
}

/**
 * A state is x = (1 − σ) x₀ + σ ε, the network's output ε − x₀. The stochastic rule noises x̂₀ again, a mean and not a draw, so its law is
 * narrower than that of the data (measured on a Gaussian at 100 steps: two thirds of its deviation). Steering is exact for the sampler as it is.
 * Where `invert_sigmas` is set, the model is told 1 − σ and gives x₀ − ε.
 */
export function flowMatch(
  reader: SchedulerReader,
  steps: number,
  { stochastic, ...timing }: FlowMatchOptions,
): ImageScheduler {
  const trainTimesteps = readTrainTimesteps(reader);
  checkSteps(steps, trainTimesteps);
  const sigmas = [...levels(reader, trainTimesteps, steps, timing).map(Math.fround), 0];
  const isInverted = reader.flag("invert_sigmas", false);
  const sign = isInverted ? -1 : 1;
  return {
    name: "FlowMatchEulerDiscreteScheduler",
    initialDeviation: 1,
    clipping: { kind: "none" },
    keepsClean: false,
    steps: Array.from({ length: steps }, (_, i) => {
      const now = sigmas[i] as number;
      const next = sigmas[i + 1] as number;
      return {
        timestep: Math.fround((isInverted ? Math.fround(1 - now) : now) * trainTimesteps),
        inputScale: 1,
        clean: { sample: 1, output: -sign * now },
        next: stochastic
          ? { sample: 0, clean: 1 - next, output: 0, earlier: 0, noise: next }
          : { sample: 1, clean: 0, output: sign * (next - now), earlier: 0, noise: 0 },
      };
    }),
  };
}

/** Falling noise levels, one a step. */
function levels(
  reader: SchedulerReader,
  trainTimesteps: number,
  steps: number,
  { imageTokens, lastLevel }: FlowTiming,
): number[] {
  const shift = readShift(reader, imageTokens);
  // diffusers shifts its range once for all timesteps and then again for those that it visits; a dynamic shift only then.
  const edge = (level: number): number =>
    Math.fround(reader.flag("use_dynamic_shifting", false) ? level : shift(level));
  const even =
    lastLevel === "step"
      ? linearlySpaced(1, 1 / steps, steps).map(Math.fround)
      : linearlySpaced(edge(1), edge(1 / trainTimesteps), steps);
  const stretched = stretchedTo(reader, even.map(shift));
  const [highest, lowest] = [stretched[0] as number, stretched.at(-1) as number];
  return readLevels(reader)?.levels(highest, lowest, steps) ?? stretched;
}

/** Moves time towards noise (Esser et al. 2024, eq. 23), by a fixed factor or, for larger images, by a larger one. */
function readShift(reader: SchedulerReader, imageTokens: number | undefined): (level: number) => number {
  if (!reader.flag("use_dynamic_shifting", false)) {
    // Files of other classes call it flow_shift.
    const shift = reader.positive("shift", reader.positive("flow_shift", 1));
    return (level) => (shift * level) / (1 + (shift - 1) * level);
  }
  if (imageTokens === undefined) {
    throw reader.unsupported("use_dynamic_shifting", [
      "It needs the number of image tokens, which this model's files do not tell. Set it to false, and set shift.",
    ]);
  }
  const least = reader.positive("base_image_seq_len", 256);
  const most = reader.positive("max_image_seq_len", 4096);
  const low = reader.positive("base_shift", 0.5);
  const slope = (reader.positive("max_shift", 1.15) - low) / (most - least);
  const mu = low + slope * (imageTokens - least);
  const factor =
    reader.oneOf("time_shift_type", ["exponential", "linear"], "exponential") === "linear" ? mu : Math.exp(mu);
  if (factor > 0) return (level) => factor / (factor + (1 / level - 1));
  throw new SteeringError(
    "steering-invalid",
    sentence`The image is too small for this model's dynamic shifting. Choose a larger ${namedField("width")} or ${namedField("height")}.`,
    { details: { field: "width" } },
  );
}

/** So that the last level is `shift_terminal`, where the file sets one. */
function stretchedTo(reader: SchedulerReader, shifted: number[]): number[] {
  const terminal = reader.number("shift_terminal", 0, (value) => value >= 0 && value < 1, "between 0 and 1");
  if (terminal === 0) return shifted;
  if (shifted.length === 1)
    throw reader.unsupported("shift_terminal", ["A single step has no last level. Take 2 steps or more."]);
  const scale = (1 - (shifted.at(-1) as number)) / (1 - terminal);
  return shifted.map((level) => 1 - (1 - level) / scale);
}
