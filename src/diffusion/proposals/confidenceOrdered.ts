/** Confidence-ordered reveal, as LLaDA and Dream generate. Pure. */
import { SteeringError } from "../../errors.ts";
import { maskedRows, reveal, untouched } from "../textState.ts";
import { evenCount } from "./evenCount.ts";
import type { TextProposal } from "./proposal.ts";

/**
 * Every step draws a token for each masked place and writes an even share of them, those that the model is surest of
 * (Chang et al. 2022, MaskGIT; Nie et al. 2025, LLaDA, "low-confidence remasking"; Ye et al. 2025, Dream). Confidence is the drawn
 * token's probability, at temperature 0 that of the likeliest one. With `orderTemperature` τ the order is that of
 * log confidence + τ · Gumbel noise: places are then drawn by confidence^(1/τ).
 *
 * Draws nothing where both temperatures are 0; then particles cannot part and steering has nothing to choose from.
 *
 * @throws SteeringError `steering-invalid` for a negative order temperature
 */
export function confidenceOrdered({ orderTemperature = 0 } = {}): TextProposal {
  if (!(orderTemperature >= 0 && orderTemperature < Number.POSITIVE_INFINITY)) {
    throw new SteeringError(
      "steering-invalid",
      `The order temperature must be a number of at least 0, and it is ${orderTemperature}. Change it and run again.`,
      { details: { field: "orderTemperature" } },
    );
  }
  return {
    name: "confidence-ordered",
    isDeterministic: (temperature) => temperature === 0 && orderTemperature === 0,
    move(state, prediction, scope, random) {
      const { from, to } = maskedRows(state, scope.places);
      const count = evenCount(scope, to - from);
      if (count === 0) return state;
      const candidates = Array.from({ length: to - from }, (_, i) => {
        const row = from + i;
        const id = prediction.draw(row, random.uniform());
        const gumbel = orderTemperature === 0 ? 0 : -Math.log(-Math.log(random.uniform()));
        return { row, id, rank: Math.log(prediction.confidence(row, id)) + orderTemperature * gumbel };
      });
      const written = untouched(state);
      // The sort is stable: of equals, the first place.
      for (const { row, id } of candidates.toSorted((a, b) => b.rank - a.rank).slice(0, count)) written[row] = id;
      return reveal(state, written);
    },
  };
}
