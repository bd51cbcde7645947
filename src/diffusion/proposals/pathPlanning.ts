/** P2: the least sure of what is written is masked again while there are surer tokens to write. Pure. */
import { maskedRows, withTokens } from "../textState.ts";
import { check } from "./parallel.ts";
import type { TextProposal } from "./proposal.ts";

/**
 * Every step draws a token for each masked place and keeps an even share of all places written, those of the highest score: log confidence of a drawn token,
 * η · log confidence of a written one (Peng et al. 2025, "Path Planning for Masked Diffusion Model Sampling", P2 with self-planning and stochasticity
 * strength η). A written token's confidence is that with which it was drawn: a model of masked places says nothing of the others. At η = 0 what is written
 * stays, which is confidence-ordered reveal.
 *
 * @throws SteeringError `steering-invalid` for a negative η
 */
export function pathPlanning(eta: number): TextProposal {
  check("planning", eta, eta >= 0 && eta < Infinity, "at least 0");
  return {
    name: "path-planning",
    ordersByContent: true,
    asksFor: "draws",
    isDeterministic: (temperature) => temperature === 0,
    move(state, prediction, { places, step, steps }, random) {
      const { maskId, places: all } = state.layout;
      const rows = maskedRows(state, places);
      const keep = Math.round((places.length * (step + 1)) / steps);
      const drawn = rows.map((row) => {
        const id = prediction.draw(row, random.uniform());
        const confidence = prediction.isSure ? prediction.modelProbability(row, id) : prediction.probability(row, id);
        return { place: state.masked[row] as number, id, score: Math.log(confidence) };
      });
      const known = Array.from(places).flatMap((place) => {
        const id = state.tokens[place] as number;
        if (id === maskId) return [];
        // η = 0 times a logarithm of 0 would be no number.
        const score = eta === 0 ? 0 : eta * Math.log(state.probabilities[place - (all[0] as number)] as number);
        return [{ place, id, score }];
      });
      const tokens = state.tokens.slice();
      // The sort is stable: of equals, what is written, then the first place.
      [...known, ...drawn]
        .toSorted((a, b) => b.score - a.score)
        .forEach(({ place, id }, rank) => (tokens[place] = rank < keep ? id : maskId));
      return withTokens(state, tokens);
    },
  };
}
