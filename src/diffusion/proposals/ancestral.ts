/** Ancestral sampling of the absorbing process (MDLM). Pure. */
import { maskedRows, reveal, untouched } from "../textState.ts";
import type { TextProposal } from "./proposal.ts";

/**
 * Log-linear schedule: x_t has each token masked with probability t. From t to s each masked token is revealed with
 * probability (t − s)/t and value ~ softmax(logits); revealed tokens never change
 * (Sahoo et al. 2024, "Simple and Effective Masked Diffusion Language Models", eq. 6).
 */
export function ancestral(): TextProposal {
  return {
    name: "ancestral",
    ordersByContent: false,
    isDeterministic: () => false,
    move(state, prediction, { places, step, steps }, random) {
      // t = 1 − step/steps and t − s = 1/steps, so (t − s)/t = 1/(steps − step): exactly 1 at the last step
      const probability = 1 / (steps - step);
      const written = untouched(state);
      for (const row of maskedRows(state, places)) {
        if (random.uniform() < probability) written[row] = prediction.draw(row, random.uniform());
      }
      return reveal(state, written);
    },
  };
}
