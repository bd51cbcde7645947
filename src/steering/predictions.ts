/** Remembers predictions for as long as they are valid, so that no state goes through the denoiser twice. Pure. */
import { SteeringError, throwIfAborted } from "../errors.ts";
import type { DiffusionProcess, Slot } from "./process.ts";
import type { RandomStreams } from "./random.ts";

/**
 * Predictions of the living states. Particles that share a state share its prediction; with a denoiser that does not look
 * at the time, a state that a transition left alone keeps it.
 */
export class PredictionStore<State, Prediction> {
  readonly #process: DiffusionProcess<State, Prediction, unknown>;
  #known = new Map<State, Prediction>();
  /** States that are counted already, though of their predictions no more is known than one transition needed. */
  #counted = new Set<State>();
  #forwardPasses = 0;

  constructor(process: DiffusionProcess<State, Prediction, unknown>) {
    this.#process = process;
  }

  /** States that the denoiser was asked about so far, each once. */
  get forwardPasses(): number {
    return this.#forwardPasses;
  }

  /** Predictions of `states` at `step`, one each; asks the denoiser for those that are not known, each once. */
  async of(states: readonly State[], step: number, signal: AbortSignal): Promise<Prediction[]> {
    const unknown = [...new Set(states.filter((state) => !this.#known.has(state)))];
    if (unknown.length > 0) {
      const predictions = await this.#process.predict(unknown, step, signal);
      if (predictions.length !== unknown.length) {
        this.#process.release?.(predictions);
        throw new SteeringError(
          "internal",
          `The diffusion process returned ${predictions.length} predictions for ${unknown.length} states. Please report this.`,
        );
      }
      this.#count(unknown);
      unknown.forEach((state, i) => this.#known.set(state, predictions[i] as Prediction));
      throwIfAborted(signal);
    }
    return states.map((state) => this.#known.get(state) as Prediction);
  }

  /**
   * Predictions of the slots' states for the transition from `step`, one each: of a state that is not known no more than that transition looks at, where
   * the process can say so beforehand. Only for transitions that `process.transition` itself draws.
   *
   * @param until the next step that is scored
   */
  async ofMove(
    slots: readonly Slot[],
    states: readonly State[],
    step: number,
    until: number,
    random: RandomStreams,
    signal: AbortSignal,
  ): Promise<Prediction[]> {
    const views = slots
      .map((slot, n) => ({ slot, state: states[n] as State }))
      .filter(({ state }) => !this.#known.has(state));
    const parts = views.length === 0 ? [] : await this.#process.predictMove?.(views, step, until, random, signal);
    const found = new Map<State, Prediction>();
    parts?.forEach((part, i) => part !== undefined && found.set(views[i]!.state, part));
    this.#count([...found.keys()]);
    for (const state of found.keys()) this.#counted.add(state);
    throwIfAborted(signal);
    const others = states.filter((state) => !found.has(state));
    await this.of(others, step, signal);
    return states.map((state) => found.get(state) ?? (this.#known.get(state) as Prediction));
  }

  /** After a transition: forgets what is no longer valid. */
  advance(living: readonly State[]): void {
    const kept = new Map<State, Prediction>();
    if (!this.#process.timeConditioned) {
      for (const state of living) {
        if (this.#known.has(state)) kept.set(state, this.#known.get(state) as Prediction);
      }
    }
    this.#replace(kept);
    const stay = new Set(living);
    this.#counted = new Set([...this.#counted].filter((state) => stay.has(state) && !kept.has(state)));
  }

  /** At the end of a run. */
  clear(): void {
    this.#replace(new Map());
  }

  #count(states: readonly State[]): void {
    this.#forwardPasses += states.filter((state) => !this.#counted.has(state)).length;
  }

  #replace(kept: Map<State, Prediction>): void {
    const release = this.#process.release?.bind(this.#process);
    if (release !== undefined) {
      const gone = [...this.#known].filter(([state]) => !kept.has(state)).map(([, prediction]) => prediction);
      if (gone.length > 0) release(gone);
    }
    this.#known = kept;
  }
}
