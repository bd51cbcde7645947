/** Ancestral sampling of the absorbing process (MDLM). Pure. */
import { reveal } from "../textState.ts";
import type { TextProposal } from "./proposal.ts";

/**
 * Log-linear schedule: x_t has each token masked with probability t. From t to s each masked token is revealed with
 * probability (t − s)/t and value ~ softmax(logits); revealed tokens never change
 * (Sahoo et al. 2024, "Simple and Effective Masked Diffusion Language Models", eq. 6).
 */
export function ancestral(): TextProposal {
  return {
    name: "ancestral",
    deterministic: false,
    move(state, prediction, { step, steps }, random) {
      // t = 1 − step/steps and t − s = 1/steps, so (t − s)/t = 1/(steps − step): exactly 1 at the last step
      const probability = 1 / (steps - step);
      const written = new Int32Array(state.masked.length).fill(-1);
      for (let i = 0; i < written.length; i += 1) {
        if (random.uniform() < probability) written[i] = prediction.draw(i, random.uniform());
      }
      return reveal(state, written);
    },
  };
}
