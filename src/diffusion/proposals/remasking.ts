/** ReMDM: written tokens can be masked again and thought over. Pure. */
import { SteeringError, namedField, sentence } from "../../errors.ts";
import { maskedRows, withTokens } from "../textState.ts";
import type { TextProposal } from "./proposal.ts";

/** How much is masked again: σ_t = min(cap, σ_max), or σ_t = rescale · σ_max. Both in [0, 1]. */
export type Remasking = { readonly cap: number } | { readonly rescale: number };

/**
 * With α = 1 − t and σ_max = min(1, (1 − α_s)/α_t), a written token is masked with probability σ_t, and a masked one is revealed with
 * probability (α_s − (1 − σ_t) α_t)/(1 − α_t), so that the marginals stay those of the absorbing process (Wang et al. 2025, "Remasking Discrete
 * Diffusion Models with Inference-Time Scaling", eq. 6–7 and section 4.1). σ = 0 is ancestral sampling.
 *
 * @throws SteeringError `steering-invalid` for a cap or factor outside [0, 1]
 */
export function remasking(options: Remasking): TextProposal {
  const [field, amount] = "cap" in options ? (["cap", options.cap] as const) : (["rescale", options.rescale] as const);
  if (!(amount >= 0 && amount <= 1)) {
    throw new SteeringError(
      "steering-invalid",
      sentence`Remasking must have ${namedField(`proposal.${field}`, undefined, `a ${field}`)} between 0 and 1, and it is ${amount}. Change it and run again.`,
      { details: { field: `proposal.${field}` } },
    );
  }
  return {
    name: `remasking-${field}`,
    ordersByContent: true,
    isDeterministic: () => false,
    move(state, prediction, { places, step, steps }, random) {
      // α_t = step/steps, α_s = (step + 1)/steps; both times steps, to stay with whole numbers
      const most = step === 0 ? 1 : Math.min(1, (steps - step - 1) / step);
      const sigma = field === "cap" ? Math.min(amount, most) : amount * most;
      const probability = (step + 1 - (1 - sigma) * step) / (steps - step);
      const rows = maskedRows(state, places);
      const { maskId } = state.layout;
      const tokens = state.tokens.slice();
      let at = 0;
      for (const place of places) {
        if (state.tokens[place] !== maskId) {
          if (random.uniform() < sigma) tokens[place] = maskId;
        } else {
          const row = rows[at] as number;
          if (random.uniform() < probability) tokens[place] = prediction.draw(row, random.uniform());
          at += 1;
        }
      }
      return withTokens(state, tokens);
    },
  };
}
