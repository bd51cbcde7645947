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

/** Where a transition led. Arrays have one entry a particle. */
export interface Transition<State> {
  /** The same reference where nothing changed, so that its prediction is still known. */
  readonly states: readonly State[];
  /**
   * ℓ = log(target step) − log(proposal step), of a transition that moves by another kernel than the one that is wanted: it joins the weights.
   * Absent: 0.
   */
  readonly logFactors?: Float64Array;
  /** What of λ r was paid by it: joins the histories, and is taken back like any potential. Absent: 0. */
  readonly logPaid?: Float64Array;
}

/** One of a particle's nested candidates: a state that a transition could lead to, and where it is heading. */
export interface Child<State, Sample> {
  readonly state: State;
  /** ℓ of this transition. */
  readonly logFactor: number;
  /** Guesses at its clean sample, by its parent's prediction: no further look at the model. At the last step the sample itself. */
  readonly samples: readonly Sample[];
}

export interface ChildrenRequest<State> {
  /** Children of each particle. */
  readonly count: number;
  /** Guesses of each child. */
  readonly draws: number;
  /** By particle: a state that child 0 is, instead of a draw (the reference of a conditional run). */
  readonly given: readonly (State | undefined)[];
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
   * By view, a prediction that holds what `transition` at this step will look at and may hold no more: it is forgotten afterwards, and nothing of it has to be
   * released. Undefined where the whole prediction is wanted. Absent: it always is.
   *
   * @param until the next step at which particles are looked at: until then each goes its own way, so that what further transitions will look at may be found out, too
   */
  predictMove?(
    views: readonly Pick<View<State, Prediction>, "slot" | "state">[],
    step: number,
    until: number,
    random: RandomStreams,
    signal: AbortSignal,
  ): Promise<(Prediction | undefined)[]>;
  /** step → step + 1 for all particles. */
  transition(
    views: readonly PredictedView<State, Prediction>[],
    step: number,
    random: RandomStreams,
    signal: AbortSignal,
  ): Promise<Transition<State>>;
  /** ℓ of a transition step → step + 1 that is given instead of drawn. Absent: 0. */
  logFactorOf?(view: PredictedView<State, Prediction>, next: State, step: number): number;
  /**
   * Several draws of step → step + 1 a particle, [particle][child]: child 0 is the one that `transition` would have drawn. Samples that are
   * the same are one object. Absent: the process has no guess at where a child is heading without another look at the model.
   */
  children?(
    views: readonly PredictedView<State, Prediction>[],
    step: number,
    request: ChildrenRequest<State>,
    random: RandomStreams,
  ): readonly (readonly Child<State, Sample>[])[];
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
