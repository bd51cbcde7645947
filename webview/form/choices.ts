/** The names of choices as people read them. The types make sure that none is forgotten. */
import type { Draft } from "./formDraft.ts";
import type { Option } from "./rewardOptions.ts";

type Described<Name extends string> = Readonly<Record<Name, readonly [label: string, title: string]>>;

const potentials: Described<Draft["potential"]> = {
  difference: ["difference", "Pays what the value gained since the step before"],
  max: ["max", "Pays the highest value so far at every scored step"],
  sum: ["sum", "Pays the sum of all values so far at every scored step"],
  immediate: ["immediate", "Pays the value as it is at every scored step"],
  terminal: ["terminal", "Pays only at the end: importance sampling, best of N"],
};

const resamplers: Described<Draft["resampler"]> = {
  systematic: ["systematic", "One uniform number for all particles: little noise"],
  stratified: ["stratified", "One uniform number in each of N strata"],
  residual: ["residual", "Whole copies first, the rest by chance"],
  ssp: ["SSP", "Srinivasan sampling process: low variance, order does not matter"],
  multinomial: ["multinomial", "N independent draws: the most noise"],
};

const resamplings: Described<Draft["resampling"]> = {
  adaptive: ["adaptive", "When ESS falls below the threshold"],
  always: ["always", "At every scored step"],
  never: ["never", "Weights only: importance sampling"],
};

const contexts: Described<Draft["truncateContext"]> = {
  error: ["refused", "A prompt that leaves no room to write is an error"],
  nearest: ["cut", "The model reads only the tokens nearest to what is written"],
};

/** The key is the kind of `sampler`; the first stands for none. */
const samplers: Readonly<Record<string, readonly [label: string, title: string]>> = {
  "": ["model's own", "The model's own rule, or one that draws noise where that draws none"],
  ddpm: ["DDPM", "Ancestral sampling"],
  ddim: ["DDIM, η = 1", "DDIM with as much noise as DDPM"],
  "euler-ancestral": ["Euler ancestral", "Euler steps with fresh noise"],
  "dpm++-sde": ["DPM++ SDE", "Second order with noise: good with few steps"],
  lcm: ["LCM", "Consistency models: very few steps"],
  "flow-match": ["flow matching", "Stochastic: for models trained by flow matching"],
};

const devices: Described<Draft["device"]> = {
  auto: ["auto", "The fastest that works here"],
  cpu: ["CPU", "ONNX Runtime on the processor"],
  webgpu: ["WebGPU", "Any GPU that Dawn can drive"],
  cuda: ["CUDA", "NVIDIA"],
  dml: ["DirectML", "Windows"],
  coreml: ["Core ML", "macOS"],
};

export const potentialOptions = options(potentials);
export const resamplerOptions = options(resamplers);
export const resamplingOptions = options(resamplings);
export const contextOptions = options(contexts);
export const samplerOptions = options(samplers);
export const deviceOptions = options(devices);

function options(described: Described<string>): Option[] {
  return Object.entries(described).map(([value, [label, title]]) => ({ value, label, title }));
}
