/** Confidence-ordered reveal, as LLaDA and Dream generate. Pure. */
import { SteeringError, namedField, sentence } from "../../errors.ts";
import { maskedRows, reveal, untouched } from "../textState.ts";
import { type TextProposal, evenCount } from "./proposal.ts";

/**
 * What a drawn token's confidence is: its probability at the temperature of the draw (Dream's rule) or at temperature 1, whatever the
 * draw's was (LLaDA's). They order places alike where both temperatures are 1, or the draw's is 0.
 */
export const confidenceRules = ["dream", "llada"] as const;
export type ConfidenceRule = (typeof confidenceRules)[number];

/**
 * Every step draws a token for each masked place and writes an even share of them, those that the model is surest of
 * (Chang et al. 2022, MaskGIT; Nie et al. 2025, LLaDA, "low-confidence remasking"; Ye et al. 2025, Dream). At temperature 0, where the
 * likeliest token is sure, its confidence is that at temperature 1. With `orderTemperature` τ the order is that of
 * log confidence + τ · Gumbel noise: places are then drawn by confidence^(1/τ).
 *
 * Draws nothing where both temperatures are 0; then particles cannot part and steering has nothing to choose from.
 *
 * @throws SteeringError `steering-invalid` for a negative order temperature
 */
export function confidenceOrdered({
  orderTemperature = 0,
  rule = "dream",
}: { readonly orderTemperature?: number; readonly rule?: ConfidenceRule } = {}): TextProposal {
  if (!(orderTemperature >= 0 && orderTemperature < Number.POSITIVE_INFINITY)) {
    throw new SteeringError(
      "steering-invalid",
      sentence`${namedField("proposal.orderTemperature", undefined, "The order temperature")} must be a number of at least 0, and it is ${orderTemperature}. Change it and run again.`,
      { details: { field: "proposal.orderTemperature" } },
    );
  }
  return {
    name: "confidence-ordered",
    ordersByContent: true,
    asksFor: rule === "llada" ? "probabilities" : "draws",
    isDeterministic: (temperature) => temperature === 0 && orderTemperature === 0,
    move(state, prediction, scope, random) {
      const confidence = (row: number, id: number): number =>
        rule === "llada" || prediction.isSure ? prediction.modelProbability(row, id) : prediction.probability(row, id);
      const rows = maskedRows(state, scope.places);
      const count = evenCount(scope, rows.length);
      if (count === 0) return state;
      const candidates = rows.map((row) => {
        const id = prediction.draw(row, random.uniform());
        const gumbel = orderTemperature === 0 ? 0 : -Math.log(-Math.log(random.uniform()));
        return { row, id, rank: Math.log(confidence(row, id)) + orderTemperature * gumbel };
      });
      const written = untouched(state);
      // The sort is stable: of equals, the first place.
      for (const { row, id } of candidates.toSorted((a, b) => b.rank - a.rank).slice(0, count)) written[row] = id;
      return reveal(state, written);
    },
  };
}
