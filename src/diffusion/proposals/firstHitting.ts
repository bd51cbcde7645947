/** The first-hitting sampler: tokens are revealed one after the other in random order. Pure. */
import { maskedRows, reveal, untouched } from "../textState.ts";
import { type TextProposal, evenCount } from "./proposal.ts";

/**
 * Instead of waiting on a grid of times for tokens to be revealed, jumps from one reveal to the next (Zheng et al. 2024, "Masked
 * Diffusion Models are Secretly Time-Agnostic Masked Models and Exploit Inaccurate Categorical Sampling", algorithm 1). Reveal times
 * are exchangeable, so the order is uniform, and a denoiser that does not look at the time needs no more than it. With as many steps as
 * places or more this is the continuous-time process without its discretisation error; with fewer, each step reveals an even share of
 * the places at once.
 */
export function firstHitting(): TextProposal {
  return {
    name: "first-hitting",
    ordersByContent: false,
    isDeterministic: () => false,
    move(state, prediction, scope, random) {
      const written = untouched(state);
      const rows = maskedRows(state, scope.places);
      const count = evenCount(scope, rows.length);
      // A partial Fisher–Yates shuffle: each set of `count` rows is as likely as any other.
      for (let i = 0; i < count; i += 1) {
        const j = i + Math.floor(random.uniform() * (rows.length - i));
        const row = rows[j] as number;
        rows[j] = rows[i] as number;
        written[row] = prediction.draw(row, random.uniform());
      }
      return reveal(state, written);
    },
  };
}
