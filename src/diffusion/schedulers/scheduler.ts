/**
 * The rule x_t → x_{t−1} of an image process. Every scheduler here is linear in the state, the network's output, the predicted clean
 * state and its noise; what is not linear is the clipping of the prediction alone. So a scheduler is a table of coefficients, one row a
 * step, and all of them share these few lines of arithmetic. Pure: knows no network and no random streams.
 */
import { clipClean, type Clipping } from "./clipping.ts";
import { namedField, type Sentence } from "../../errors.ts";

/** Factors of a linear combination. */
export interface CleanFactors {
  readonly sample: number;
  readonly output: number;
}

/** step → step + 1. States and outputs are float32 arrays of equal length. */
export interface SchedulerStep {
  /** What the network is told, in its own units. */
  readonly timestep: number;
  /** The network's input is this times the state. */
  readonly inputScale: number;
  /** x̂₀ = sample · x + output · network's output, before it is clipped. */
  readonly clean: CleanFactors;
  /** What becomes of a clipped x̂₀ at the boundary of a consistency model: sample · x + clean · x̂₀. */
  readonly boundary?: { readonly sample: number; readonly clean: number };
  /** The next state, `earlier` for the x̂₀ of the step before, `noise` for a standard normal draw. */
  readonly next: {
    readonly sample: number;
    readonly clean: number;
    readonly output: number;
    readonly earlier: number;
    readonly noise: number;
  };
}

export interface ImageScheduler {
  /** As diffusers calls its class. */
  readonly name: string;
  readonly steps: readonly SchedulerStep[];
  /** Standard deviation of the state at step 0. */
  readonly initialDeviation: number;
  readonly clipping: Clipping;
  /** A multistep scheduler: the x̂₀ of a step belongs to the state that comes of it. */
  readonly keepsClean: boolean;
}

/** True when no transition draws anything. */
export function isDeterministic({ steps }: ImageScheduler): boolean {
  return steps.every(({ next }) => next.noise === 0);
}

/** The network's input at a step; the state itself where nothing is scaled. */
export function scaledInput({ inputScale }: SchedulerStep, sample: Float32Array): Float32Array {
  return inputScale === 1 ? sample : sample.map((value) => value * inputScale);
}

/** x̂₀ from a state and the network's output at it: Tweedie's estimate, clipped as the model asks. A new array. */
export function predictClean(
  { clipping }: ImageScheduler,
  { clean, boundary }: SchedulerStep,
  sample: Float32Array,
  output: Float32Array,
): Float32Array {
  const found = new Float64Array(sample.length);
  for (let i = 0; i < found.length; i += 1) {
    found[i] = clean.sample * (sample[i] as number) + clean.output * (output[i] as number);
  }
  clipClean(clipping, found);
  if (boundary !== undefined) {
    for (let i = 0; i < found.length; i += 1) {
      found[i] = boundary.clean * (found[i] as number) + boundary.sample * (sample[i] as number);
    }
  }
  return new Float32Array(found);
}

/** Everything that a transition is made of. `noise`: standard normal, undefined where the step draws none. */
export interface MoveInputs {
  readonly sample: Float32Array;
  readonly output: Float32Array;
  readonly clean: Float32Array;
  readonly earlier: Float32Array | undefined;
  readonly noise: Float32Array | undefined;
}

/** The next state. A new array. */
export function moveSample({ next }: SchedulerStep, inputs: MoveInputs): Float32Array {
  const { sample, output, clean, earlier, noise } = inputs;
  const moved = new Float32Array(sample.length);
  for (let i = 0; i < moved.length; i += 1) {
    let value = next.clean * (clean[i] as number);
    // A factor of 0 leaves its term out, so that what is infinite there stays out as well.
    if (next.sample !== 0) value += next.sample * (sample[i] as number);
    if (next.output !== 0) value += next.output * (output[i] as number);
    if (earlier !== undefined) value += next.earlier * (earlier[i] as number);
    if (noise !== undefined) value += next.noise * (noise[i] as number);
    moved[i] = value;
  }
  return moved;
}

/** Which one a run asks for. */
export type SchedulerChoice =
  /** As the model's file says. */
  | { readonly kind: "model" }
  | { readonly kind: "ddpm" }
  | { readonly kind: "ddim"; readonly eta: number }
  | { readonly kind: "euler-ancestral" }
  | { readonly kind: "lcm" }
  | { readonly kind: "flow-match"; readonly stochastic: boolean }
  | { readonly kind: "dpm++-sde" };

/** Schedulers in a sentence, as values of the run's field `sampler`: "the scheduler ddim, euler-ancestral or dpm++-sde" */
export function samplerNames(...names: readonly string[]): Sentence {
  return names.flatMap((name, i) => [
    ...(i === 0 ? [] : [i === names.length - 1 ? " or " : ", "]),
    namedField("sampler", name, i === 0 ? `the scheduler ${name}` : name),
  ]);
}
