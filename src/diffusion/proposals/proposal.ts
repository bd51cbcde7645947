/** A rule x_t → x_{t−1} of a masked-text process. Types only. */
import type { RandomStream } from "../../steering/random.ts";
import type { TextState } from "../textState.ts";
import type { AskedBeside, TokenDistributions } from "../tokenDistributions.ts";

/** What a transition is about: these places, from all masked to all written, now step → step + 1 of `steps`. */
export interface Scope {
  /** Rising positions, masked or written. */
  readonly places: Int32Array;
  readonly step: number;
  readonly steps: number;
}

export interface TextProposal {
  readonly name: string;
  /**
   * False where which places are written in a step depends neither on what is written nor on what the model says: then a step's weight is the
   * product of its places' weights, and which places it draws from is known before the model is asked. Of a prediction it looks at the draws alone.
   */
  readonly ordersByContent: boolean;
  /** What the rule asks for of the places that it draws for: it costs a little. */
  readonly asksFor?: AskedBeside;
  /** True when a transition draws nothing at this temperature of token draws: copies of a particle can then never part. */
  isDeterministic(temperature: number): boolean;
  /**
   * The next state; the same reference where nothing changes. Row i of the prediction belongs to position `state.masked[i]`. All
   * randomness comes from `random`, which belongs to this particle and step. After the last step nothing in the scope is masked.
   */
  move(state: TextState, prediction: TokenDistributions, scope: Scope, random: RandomStream): TextState;
}

/**
 * How many of the masked places to write in this step, so that after step k of T about k/T of all places are written, and after the
 * last one all.
 */
export function evenCount({ places, step, steps }: Scope, masked: number): number {
  const wanted = Math.round((places.length * (step + 1)) / steps);
  return Math.max(0, wanted - (places.length - masked));
}
