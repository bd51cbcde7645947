/** What the particle system sees of a diffusion model. Pure: knows no model, no tensors, no VS Code. */
import type { RandomStreams } from "./random.ts";

/** A particle's place in a run: its group (one prompt, say) and its index within it. */
export interface Slot {
  /** Stable key of the group: part of every random address, so that the order of groups changes nothing. */
  readonly group: string;
  readonly index: number;
}

/** A particle as a reward's decoder sees it. At the last step there is no prediction: the state is the sample. */
export interface View<State, Prediction> {
  readonly slot: Slot;
  readonly state: State;
  readonly prediction: Prediction | undefined;
}

/** A particle whose prediction is known. */
export interface PredictedView<State, Prediction> extends View<State, Prediction> {
  readonly prediction: Prediction;
}

/**
 * A diffusion model as the particle system sees it: a proposal, and a look at where a particle is heading.
 * Steps count transitions: step 0 is pure noise, `steps` is the sample. States are immutable.
 */
export interface DiffusionProcess<State, Prediction, Sample> {
  /** Number of transitions from noise to sample. */
  readonly steps: number;
  /** False: a prediction stays valid for as long as its state does, whatever the step. */
  readonly timeConditioned: boolean;
  /** True when a transition draws nothing: copies of a particle can then never part. */
  readonly deterministic: boolean;
  /** States at step 0, one a slot. */
  initial(slots: readonly Slot[], random: RandomStreams): State[];
  /** Predictions for the given states at `step`, which are all different. Opaque: may live on a device. */
  predict(states: readonly State[], step: number, signal: AbortSignal): Promise<Prediction[]>;
  /**
   * step → step + 1 for all particles. Returns the same reference where nothing changed, so that its prediction
   * is still known.
   */
  transition(
    views: readonly PredictedView<State, Prediction>[],
    step: number,
    random: RandomStreams,
    signal: AbortSignal,
  ): Promise<State[]>;
  /** What a reward looks at: `draws` clean samples x̂₀ ~ p(x₀ | x_t) a particle (at the last step: the sample itself, once). */
  decode(
    views: readonly View<State, Prediction>[],
    step: number,
    draws: number,
    random: RandomStreams,
    signal: AbortSignal,
  ): Promise<Sample[][]>;
  /** A state as bytes for the run file, and back. */
  encode(state: State): Uint8Array;
  revive(bytes: Uint8Array): State;
  /** Called when predictions are no longer needed (device tensors). */
  release?(predictions: readonly Prediction[]): void;
}

/** A reward as the particle system sees it: one number a sample. `hardConstraint` allows −∞. */
export interface SampleReward<Sample> {
  readonly name: string;
  readonly hardConstraint: boolean;
  score(samples: readonly Sample[], signal: AbortSignal): Promise<ArrayLike<number>>;
}
