/** A rule x_t → x_{t−1} of a masked-text process. Types only. */
import type { RandomStream } from "../../steering/random.ts";
import type { TextState } from "../textState.ts";
import type { TokenDistributions } from "../tokenDistributions.ts";

/** Which transition: step → step + 1 of `steps`. */
export interface TransitionTime {
  readonly step: number;
  readonly steps: number;
}

export interface TextProposal {
  readonly name: string;
  /** True when a transition draws nothing: copies of a particle can then never part. */
  readonly deterministic: boolean;
  /**
   * The next state; the same reference where nothing changes. Row i of the prediction belongs to position `state.masked[i]`. All
   * randomness comes from `random`, which belongs to this particle and step. Nothing may be left masked after the last step.
   */
  move(state: TextState, prediction: TokenDistributions, time: TransitionTime, random: RandomStream): TextState;
}
