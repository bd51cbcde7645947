/**
 * Products of an image model's steps as true distributions: guidance, several prompts. Steps of one σ, N(μ_k, σ²) to the powers a_k with
 * Σ a_k = 1, multiply to the Gaussian N(Σ a_k μ_k, σ²), which is drawn from, times exp(−Σ a_k ‖μ_k − m‖² / 2σ²), m its mean, which the weight
 * gets: of guidance γ that is exp(γ(γ − 1) ‖μ_c − μ_u‖² / 2σ²), which guidance alone leaves out. A step without noise takes the mean and has no
 * weight: it belongs to the decoder. Pure: knows no network.
 */
import { SteeringError, namedField, sentence, type Sentence } from "../errors.ts";
import type { ImageCondition } from "./image.ts";
import { isDeterministic, type ImageScheduler } from "./schedulers/scheduler.ts";

export interface ImageFactor {
  readonly condition: ImageCondition;
  /** a_k, of either sign. */
  readonly exponent: number;
}

export interface ImageProduct {
  /** a_0, of the run's own prompt. */
  readonly exponent: number;
  readonly others: readonly ImageFactor[];
  /** κ in 0 … 1: the weight is taken to this power. 1 is the product itself, 0 the guided sampler as it is. */
  readonly share: number;
}

/** Noise that is lost in float32 beside a state of order 1 is none. */
const leastNoise = 2 ** -24;
export const drawsNoise = (deviation: number): boolean => Math.abs(deviation) >= leastNoise;

/** Σ a_k x_k, number by number. */
export function combined(values: readonly Float32Array[], exponents: readonly number[]): Float32Array {
  const sum = new Float64Array(values[0]?.length ?? 0);
  values.forEach((of, k) => {
    const exponent = exponents[k] as number;
    for (let i = 0; i < sum.length; i += 1) sum[i] = (sum[i] as number) + exponent * (of[i] as number);
  });
  return Float32Array.from(sum);
}

/** ℓ of a step: −Σ a_k ‖μ_k − Σ a_k μ_k‖² / 2σ². 0 where it draws nothing. */
export function productFactor(means: readonly Float32Array[], exponents: readonly number[], deviation: number): number {
  if (!drawsNoise(deviation)) return 0;
  let sum = 0;
  for (let i = 0; i < (means[0]?.length ?? 0); i += 1) {
    let mean = 0;
    means.forEach((of, k) => (mean += (exponents[k] as number) * (of[i] as number)));
    means.forEach((of, k) => (sum += (exponents[k] as number) * ((of[i] as number) - mean) ** 2));
  }
  return -sum / (2 * deviation ** 2);
}

/** @throws SteeringError `steering-invalid` for exponents that do not add up to 1, and for steps that have no Gaussian law of their own */
export function checkProduct({ exponent, others, share }: ImageProduct, scheduler: ImageScheduler): void {
  const exponents = [exponent, ...others.map((other) => other.exponent)];
  const sum = exponents.reduce((total, each) => total + each, 0);
  if (!exponents.every(Number.isFinite) || Math.abs(sum - 1) > 1e-6) {
    throw invalid(
      "composition.exponents",
      sentence`The run cannot start: ${namedField("composition.exponents", undefined, "the exponents of the prompts")} add up to ${sum}, and the steps of an image have a law of their own noise only where they add up to 1. Change them.`,
    );
  }
  if (!(share >= 0 && share <= 1)) {
    throw invalid(
      "composition.share",
      sentence`The run cannot start: ${namedField("composition.share", undefined, "the share of the weight")} must be between 0 and 1, and it is ${share}. Change it.`,
    );
  }
  if (isDeterministic(scheduler)) throw unweighable(scheduler, "draws nothing");
  if (scheduler.keepsClean) throw unweighable(scheduler, "looks back at the step before");
}

function unweighable({ name }: ImageScheduler, why: string): SteeringError {
  return invalid(
    "composition",
    sentence`The run cannot start: ${name} ${why}, so that its steps have no weight by which a product or exact guidance could be reached. Choose ${namedField("sampler", undefined, "a sampler")} that draws noise at each step by itself: DDPM, DDIM with η above 0, Euler ancestral, LCM or stochastic flow.`,
  );
}

function invalid(field: string, problem: Sentence): SteeringError {
  return new SteeringError("steering-invalid", problem, { details: { field } });
}
