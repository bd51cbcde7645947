/** How much of the data is left at each timestep: ᾱ_t of a variance-preserving diffusion. Pure. */
import type { SchedulerReader } from "./schedulerConfig.ts";

export interface NoiseScheduleDefaults {
  readonly start: number;
  readonly end: number;
  readonly schedule: BetaSchedule;
}

type BetaSchedule = (typeof betaSchedules)[number];

const betaSchedules = ["linear", "scaled_linear", "squaredcos_cap_v2", "sigmoid", "laplace"] as const;
/** The betas of all classes but LCM. */
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
    throw reader.unsupported("trained_betas", [`It must hold num_train_timesteps (${count}) numbers between 0 and 1.`]);
  }
  const within = (value: number): boolean => value > 0 && value < 1;
  const start = reader.number("beta_start", defaults.start, within, "between 0 and 1");
  const end = reader.number("beta_end", defaults.end, within, "between 0 and 1");
  switch (readBetaSchedule(reader, defaults.schedule)) {
    case "linear":
      return evenly(start, end, count);
    case "scaled_linear":
      return evenly(Math.sqrt(start), Math.sqrt(end), count).map((root) => root ** 2);
    case "sigmoid":
      // Xu et al. 2022 (GeoDiff)
      return evenly(-6, 6, count).map((x) => start + (end - start) / (1 + Math.exp(-x)));
    case "laplace":
      return betasOf(laplace, count);
    default:
      return betasOf(cosine, count);
  }
}

/**
 * As PyTorch counts in float32 on processors that multiply and add in one rounding (AVX2 and later): up from the start to the middle, down
 * from the end after it. The last bits decide which whole timestep diffusers cuts a level's to.
 */
function evenly(start: number, end: number, count: number): Float32Array {
  const [first, last] = [Math.fround(start), Math.fround(end)];
  const step = Math.fround(Math.fround(last - first) / (count - 1));
  return Float32Array.from({ length: count }, (_, i) =>
    i < Math.floor(count / 2) ? first + step * i : last - step * (count - 1 - i),
  );
}

/** β of a signal that is told as a function of time in 0 … 1. */
function betasOf(signal: (time: number) => number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) =>
    Math.min(1 - signal((i + 1) / count) / signal(i / count), 0.999),
  );
}

/** Nichol & Dhariwal 2021, eq. 17. */
const cosine = (time: number): number => Math.cos((((time + 0.008) / 1.008) * Math.PI) / 2) ** 2;

/** Hang et al. 2024, "Improved Noise Schedule for Diffusion Training": log SNR follows a Laplace distribution; as diffusers has it. */
function laplace(time: number): number {
  const side = time > 0.5 ? 1 : -1;
  const snr = Math.exp(side * 0.5 * Math.log(1 - 2 * Math.abs(0.5 - time) + 1e-6));
  return Math.sqrt(snr / (1 + snr));
}

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
