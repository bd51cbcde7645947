/** KLASS: what the model is sure of, and has been saying for some steps, is written at once. Pure. */
import { noHistory, remember } from "../predictionHistory.ts";
import { maskedRows, reveal, untouched } from "../textState.ts";
import { check, drawnTokens, fewestToWrite } from "./parallel.ts";
import type { TextProposal } from "./proposal.ts";

export interface KlassOptions {
  readonly threshold: number;
  /** Nats. */
  readonly divergence: number;
  /** Steps for which a distribution must have stayed the same: 2 in the paper. */
  readonly steadyFor?: number;
}

/**
 * Writes every drawn token whose confidence is at least the threshold and whose place has been stable for two steps, KL(p_t ‖ p_{t−1}) below the
 * bound in both; where there is none, the surest (Kim et al. 2025, "KLASS: KL-Guided Fast Inference in Masked Diffusion Models", algorithm 1).
 * What it remembers belongs to the state, and is gathered with its particle.
 *
 * @throws SteeringError `steering-invalid` for a threshold outside [0, 1] or a divergence that is not positive
 */
export function klass({ threshold, divergence, steadyFor = 2 }: KlassOptions): TextProposal {
  check("threshold", threshold, threshold >= 0 && threshold <= 1, "between 0 and 1");
  check("divergence", divergence, divergence > 0 && divergence < Infinity, "above 0");
  return {
    name: "klass",
    ordersByContent: true,
    asksFor: "probabilities",
    isDeterministic: (temperature) => temperature === 0,
    move(state, prediction, scope, random) {
      const drawn = drawnTokens(state, prediction, scope, random);
      if (drawn.length === 0) return state;
      const first = state.layout.places[0] as number;
      const placeOf = (row: number): number => (state.masked[row] as number) - first;
      const rows = maskedRows(state, scope.places).map((row) => ({ row, place: placeOf(row) }));
      const before = state.history ?? noHistory(state.layout.places.length);
      const history = remember(before, prediction, rows, divergence);
      const isSteady = (row: number): boolean => (history.stableFor[placeOf(row)] as number) >= steadyFor;
      const ranked = drawn
        .map((one) => ({ ...one, ready: one.confidence >= threshold && isSteady(one.row) }))
        .toSorted((a, b) => Number(b.ready) - Number(a.ready) || b.confidence - a.confidence);
      const count = Math.max(fewestToWrite(scope, drawn.length), ranked.filter(({ ready }) => ready).length);
      const written = untouched(state);
      for (const { row, id } of ranked.slice(0, count)) written[row] = id;
      return { ...reveal(state, written), history };
    },
  };
}
