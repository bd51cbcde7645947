/** How much of the data is left at each timestep: ᾱ_t of a variance-preserving diffusion. Pure. */
import { linearlySpaced } from "./spacing.ts";
import type { SchedulerReader } from "./schedulerConfig.ts";

export interface NoiseScheduleDefaults {
  readonly start: number;
  readonly end: number;
  readonly schedule: BetaSchedule;
}

type BetaSchedule = (typeof betaSchedules)[number];

const betaSchedules = ["linear", "scaled_linear", "squaredcos_cap_v2"] as const;
/** Of all classes but LCM. */
const usualBetas: NoiseScheduleDefaults = { start: 0.0001, end: 0.02, schedule: "linear" };

/**
 * ᾱ_t for t = 0 … num_train_timesteps − 1. Numbers are rounded to float32 where diffusers stores them so: near the noisy end
 * 1 − β has few digits left, and a sampler must know the same ᾱ as the network's training did.
 *
 * @param zeroSnr what ᾱ of the last timestep becomes under `rescale_betas_zero_snr`
 */
export function readAlphaBars(
  reader: SchedulerReader,
  { defaults = usualBetas, zeroSnr = 0 }: { defaults?: NoiseScheduleDefaults; zeroSnr?: number } = {},
): Float32Array {
  const betas = readBetas(reader, defaults);
  if (!reader.flag("rescale_betas_zero_snr", false)) return cumulated(betas);
  const alphaBars = cumulated(withoutTerminalSignal(betas));
  alphaBars[alphaBars.length - 1] = zeroSnr;
  return alphaBars;
}

export function readTrainTimesteps(reader: SchedulerReader): number {
  return reader.whole("num_train_timesteps", 1000, 2);
}

export function readBetaSchedule(reader: SchedulerReader, fallback = usualBetas.schedule): BetaSchedule {
  return reader.oneOf("beta_schedule", betaSchedules, fallback);
}

function readBetas(reader: SchedulerReader, defaults: NoiseScheduleDefaults): Float32Array {
  const count = readTrainTimesteps(reader);
  const trained = reader.numbers("trained_betas");
  if (trained !== undefined) {
    if (trained.length === count && trained.every((beta) => beta > 0 && beta < 1)) return Float32Array.from(trained);
    throw reader.unsupported("trained_betas", `It must hold num_train_timesteps (${count}) numbers between 0 and 1.`);
  }
  const within = (value: number): boolean => value > 0 && value < 1;
  const start = reader.number("beta_start", defaults.start, within, "between 0 and 1");
  const end = reader.number("beta_end", defaults.end, within, "between 0 and 1");
  switch (readBetaSchedule(reader, defaults.schedule)) {
    case "linear":
      return Float32Array.from(linearlySpaced(start, end, count));
    case "scaled_linear":
      return Float32Array.from(linearlySpaced(Math.sqrt(start), Math.sqrt(end), count), (root) => root ** 2);
    default:
      // Nichol & Dhariwal 2021, eq. 17
      return Float32Array.from({ length: count }, (_, i) =>
        Math.min(1 - cosine((i + 1) / count) / cosine(i / count), 0.999),
      );
  }
}

const cosine = (time: number): number => Math.cos((((time + 0.008) / 1.008) * Math.PI) / 2) ** 2;

function cumulated(betas: Float32Array): Float32Array {
  let product = 1;
  return betas.map((beta) => {
    product *= Math.fround(1 - beta);
    return product;
  });
}

/** Lin et al. 2024, algorithm 1: shifts √ᾱ so that its last value is 0, and scales it so that its first stays. */
function withoutTerminalSignal(betas: Float32Array): Float32Array {
  const roots = cumulated(betas).map(Math.sqrt);
  const first = roots[0] as number;
  const last = roots[roots.length - 1] as number;
  const alphaBars = roots.map((root) => (Math.fround(root - last) * Math.fround(first / (first - last))) ** 2);
  return alphaBars.map(
    (alphaBar, i) => 1 - (i === 0 ? alphaBar : Math.fround(alphaBar / (alphaBars[i - 1] as number))),
  );
}
