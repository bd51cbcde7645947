/**
 * Image models of one pixel whose data are a Gaussian: the best denoiser is then affine, so that every scheduler's chain is Gaussian with
 * moments that its table of steps gives in closed form. Its law is that of the sampler with its few steps, not that of the data: steering
 * is exact for the sampler. What rewards see are decoded pixels of 8 bits, as of any image model.
 */
import type { ImageNetwork, ImageSample } from "../../src/diffusion/image.ts";
import { imageProcess, type ImageProcess } from "../../src/diffusion/imageProcess.ts";
import type { ImageState } from "../../src/diffusion/imageState.ts";
import type { ImageScheduler } from "../../src/diffusion/schedulers/scheduler.ts";
import type { SchedulerChoice } from "../../src/diffusion/schedulers/scheduler.ts";
import { createScheduler } from "../../src/diffusion/schedulers/schedulerChoice.ts";
import type { SampleReward } from "../../src/steering/process.ts";
import type { Statistic } from "./target.ts";

export const dataMean = 0.2;
export const dataDeviation = 0.3;

/** What the data of a prompt are. "grey" is the run's own. */
interface Data {
  readonly mean: number;
  readonly deviation: number;
}
const grey: Data = { mean: dataMean, deviation: dataDeviation };
/** Near enough to the first that the weights of a product have light tails. */
export const prompts = { grey, dull: { mean: 0.1, deviation: 0.305 }, pale: { mean: 0.3, deviation: 0.32 } } as const;
type Prompt = keyof typeof prompts;

export type Parametrisation = "epsilon" | "v_prediction" | "flow";

export interface ChainOptions {
  readonly choice: SchedulerChoice;
  readonly steps: number;
  readonly parametrisation: Parametrisation;
  readonly spacing?: "leading" | "trailing" | "linspace";
  /** a_k of prompts, the run's own among them, and κ. */
  readonly product?: { readonly exponents: Readonly<Partial<Record<Prompt, number>>>; readonly share?: number };
}

export interface ImageChain {
  readonly process: ImageProcess;
  readonly scheduler: ImageScheduler;
  /** Mean and standard deviation of x₀ under the sampler. */
  readonly mean: number;
  readonly deviation: number;
  /** log of what all outcomes weigh before any reward: 0 but for a product. */
  readonly logMass: number;
}

export function imageChain({ choice, steps, parametrisation, spacing = "leading", product }: ChainOptions): ImageChain {
  const values =
    parametrisation === "flow"
      ? { _class_name: "FlowMatchEulerDiscreteScheduler", shift: 2 }
      : {
          _class_name: "DDIMScheduler",
          beta_schedule: "scaled_linear",
          beta_start: 0.00085,
          beta_end: 0.012,
          clip_sample: false,
          timestep_spacing: spacing,
          prediction_type: parametrisation,
        };
  const scheduler = createScheduler({ config: { file: "scheduler_config.json", values }, choice, steps });
  const network = affineNetwork(parametrisation);
  const condition = { prompt: "grey", negativePrompt: "" };
  const { exponents = { grey: 1 }, share = 1 } = product ?? {};
  const others = Object.entries(exponents).filter(([prompt]) => prompt !== "grey");
  const process = imageProcess({
    network,
    scheduler,
    model: "one pixel",
    condition,
    ...(product && {
      product: {
        exponent: exponents.grey ?? 0,
        others: others.map(([prompt, exponent]) => ({ condition: { prompt, negativePrompt: "" }, exponent })),
        share,
      },
    }),
  });
  const law =
    product === undefined
      ? propagate(scheduler, parametrisation)
      : propagateProduct(scheduler, parametrisation, Object.entries(exponents) as [Prompt, number][], share);
  return { process, scheduler, ...law };
}

/** The output a · input + b that is E[target | input] at a timestep. */
function denoiser(
  parametrisation: Parametrisation,
  timestep: number,
  { mean, deviation }: Data = grey,
): { readonly a: number; readonly b: number } {
  // x = signal · x₀ + noise · ε, and the target is p · x₀ + q · ε
  const noise = parametrisation === "flow" ? timestep / 1000 : Math.sqrt(1 - alphaBar(timestep));
  const signal = parametrisation === "flow" ? 1 - noise : Math.sqrt(alphaBar(timestep));
  const [p, q] = { epsilon: [0, 1], v_prediction: [-noise, signal], flow: [-1, 1] }[parametrisation] as [
    number,
    number,
  ];
  const variance = deviation ** 2;
  const a = (p * signal * variance + q * noise) / (signal ** 2 * variance + noise ** 2);
  return { a, b: p * mean - a * signal * mean };
}

/** ᾱ of scaled linear betas, between whole timesteps on a straight line. */
function alphaBar(timestep: number): number {
  const at = (last: number): number => {
    let product = 1;
    for (let t = 0; t <= last; t += 1) {
      product *= 1 - (Math.sqrt(0.00085) + (t / 999) * (Math.sqrt(0.012) - Math.sqrt(0.00085))) ** 2;
    }
    return product;
  };
  const below = Math.floor(timestep);
  return at(below) + (timestep - below) * (below === timestep ? 0 : at(below + 1) - at(below));
}

function affineNetwork(parametrisation: Parametrisation): ImageNetwork {
  const known = new Map<string, ReturnType<typeof denoiser>>();
  return {
    shape: { channels: 1, height: 1, width: 1 },
    predict: (inputs, conditions, timestep) => {
      const outputs = inputs.map((input, i) => {
        const prompt = conditions[i]!.prompt as Prompt;
        const key = `${prompt} ${timestep}`;
        const { a, b } = known.get(key) ?? denoiser(parametrisation, timestep, prompts[prompt]);
        known.set(key, { a, b });
        return input.map((value) => a * value + b);
      });
      return Promise.resolve(outputs);
    },
    decode: (states) => Promise.resolve(states.map(pixel)),
    preview: pixel,
  };
}

const pixel = ([value]: Float32Array) => {
  const level = (value! + 1) * 127.5;
  return { width: 1, height: 1, data: Uint8ClampedArray.of(level, level, level, 255) };
};

/** Mean and covariance of (x, x̂₀ of the step before) from step to step. */
function propagate(scheduler: ImageScheduler, parametrisation: Parametrisation) {
  let [x, h] = [0, 0];
  let [xx, xh, hh] = [scheduler.initialDeviation ** 2, 0, 0];
  for (const { timestep, inputScale, clean, boundary, next } of scheduler.steps) {
    const { a, b } = denoiser(parametrisation, timestep);
    // output = o · x + b and x̂₀ = c · x + d
    const o = a * inputScale;
    const inner = clean.sample + clean.output * o;
    const c = boundary === undefined ? inner : boundary.sample + boundary.clean * inner;
    const d = (boundary?.clean ?? 1) * clean.output * b;
    const s = next.sample + next.clean * c + next.output * o;
    const e = next.earlier;
    [x, h] = [s * x + e * h + next.clean * d + next.output * b, c * x + d];
    [xx, xh, hh] = [s * s * xx + 2 * s * e * xh + e * e * hh + next.noise ** 2, c * (s * xx + e * xh), c * c * xx];
  }
  return { mean: x, deviation: Math.sqrt(xx), logMass: 0 };
}

/**
 * A product's chain: before each step the Gaussian so far, which has a mass, is multiplied by exp(κ ℓ(x)), ℓ a square in x, and the step goes
 * to Σ a_k μ_k(x), affine in x, plus noise. By completed squares; its tails are light where the precision stays positive.
 */
function propagateProduct(
  scheduler: ImageScheduler,
  parametrisation: Parametrisation,
  factors: readonly (readonly [Prompt, number])[],
  share: number,
) {
  let [mean, variance, logMass] = [0, scheduler.initialDeviation ** 2, 0];
  for (const { timestep, inputScale, clean, boundary, next } of scheduler.steps) {
    // μ_k(x) = slope · x + shift
    const steps = factors.map(([prompt, exponent]) => {
      const { a, b } = denoiser(parametrisation, timestep, prompts[prompt]);
      const o = a * inputScale;
      const inner = clean.sample + clean.output * o;
      const c = boundary === undefined ? inner : boundary.sample + boundary.clean * inner;
      const d = (boundary?.clean ?? 1) * clean.output * b;
      return {
        exponent,
        slope: next.sample + next.clean * c + next.output * o,
        shift: next.clean * d + next.output * b,
      };
    });
    const sum = (of: (step: (typeof steps)[number]) => number): number =>
      steps.reduce((total, step) => total + step.exponent * of(step), 0);
    const [slope, shift] = [sum((step) => step.slope), sum((step) => step.shift)];
    if (next.noise > 0) {
      // κ ℓ(x) = q x² + l x + k, ℓ = −(Σ a_k μ_k² − m²) / 2σ²
      const scale = -share / (2 * next.noise ** 2);
      const q = scale * (sum((step) => step.slope ** 2) - slope ** 2);
      const l = scale * 2 * (sum((step) => step.slope * step.shift) - slope * shift);
      const k = scale * (sum((step) => step.shift ** 2) - shift ** 2);
      const precision = 1 / variance - 2 * q;
      if (!(precision > 0)) throw new Error("the product has no law: its weights grow faster than its tails fall");
      const linear = mean / variance + l;
      logMass += k + (linear ** 2 / precision - mean ** 2 / variance) / 2 - Math.log(variance * precision) / 2;
      [mean, variance] = [linear / precision, 1 / precision];
    }
    [mean, variance] = [slope * mean + shift, slope ** 2 * variance + next.noise ** 2];
  }
  return { mean, deviation: Math.sqrt(variance), logMass };
}

const brightness = (level: number): number => level / 127.5 - 1;
const rewardOf = (level: number): number => -4 * (brightness(level) - 0.5) ** 2;

/** How near the pixel is to a shade. */
export const shadeReward: SampleReward<ImageSample> = {
  name: "shade",
  hardConstraint: false,
  score: (samples) => Promise.resolve(samples.map(({ data }) => rewardOf(data[0]!))),
};

/** Z, Z·E[r], Z·E[x], Z·E[x²] and a soft bin, by quadrature over the sampler's Gaussian. */
export function shadeStatistics(chain: ImageChain, strength: number): Statistic<ImageState>[] {
  const law = quadrature(chain).map(({ x, mass }) => ({ x, mass: mass * Math.exp(strength * rewardOf(levelOf(x))) }));
  const all: { name: string; f: (x: number) => number }[] = [
    { name: "Z", f: () => 1 },
    { name: "Z·E[r]", f: (x) => rewardOf(levelOf(x)) },
    { name: "Z·E[x]", f: (x) => x },
    { name: "Z·E[x²]", f: (x) => x ** 2 },
    { name: "Z·bin", f: (x) => Math.exp(-(((x - 0.6) / 0.2) ** 2)) },
  ];
  return all.map(({ name, f }) => ({
    name,
    exact: law.reduce((sum, { x, mass }) => sum + mass * f(x), 0),
    f: ({ sample }) => f(sample[0]!),
  }));
}

/** Fine enough that the steps of an 8-bit pixel do not show. */
function quadrature({ mean, deviation, logMass }: ImageChain): { readonly x: number; readonly mass: number }[] {
  const points = 20_001;
  const reach = 8;
  const width = (2 * reach) / (points - 1);
  return Array.from({ length: points }, (_, i) => {
    const z = i * width - reach;
    return { x: mean + deviation * z, mass: (Math.exp(logMass - (z * z) / 2) / Math.sqrt(2 * Math.PI)) * width };
  });
}

const levelOf = (x: number): number => Math.min(255, Math.max(0, Math.round((x + 1) * 127.5)));

/** Mistake 8 of feynman-kac.md: the process with its scheduler's history kept by slot, where no resampling finds it. */
export function withHistoryBySlot(process: ImageProcess): ImageProcess {
  const histories: (Float32Array | undefined)[] = [];
  return {
    ...process,
    initial: (slots, random) => {
      histories.length = 0;
      return process.initial(slots, random);
    },
    transition: async (views, step, random, signal) => {
      const misled = views.map((view) => ({
        ...view,
        state: { ...view.state, earlier: histories[view.slot.index] },
      }));
      const next = await process.transition(misled, step, random, signal);
      next.states.forEach(({ earlier }, n) => {
        histories[views[n]!.slot.index] = earlier;
      });
      return next;
    },
  };
}
