/** Remembers predictions for as long as they are valid, so that no state goes through the denoiser twice. Pure. */
import { SteeringError, throwIfAborted } from "../errors.ts";
import type { DiffusionProcess } from "./process.ts";

/**
 * Predictions of the living states. Particles that share a state share its prediction; with a denoiser that does not look
 * at the time, a state that a transition left alone keeps it.
 */
export class PredictionStore<State, Prediction> {
  readonly #process: DiffusionProcess<State, Prediction, unknown>;
  #known = new Map<State, Prediction>();
  #forwardPasses = 0;

  constructor(process: DiffusionProcess<State, Prediction, unknown>) {
    this.#process = process;
  }

  /** States given to the denoiser so far. */
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
      this.#forwardPasses += unknown.length;
      unknown.forEach((state, i) => this.#known.set(state, predictions[i] as Prediction));
      throwIfAborted(signal);
    }
    return states.map((state) => this.#known.get(state) as Prediction);
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
  }

  /** At the end of a run. */
  clear(): void {
    this.#replace(new Map());
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
