/**
 * Decoders that write as many places at once as the model is sure enough of, and so ask it fewer times. Each has a law of its own: which places
 * are written together depends on what was drawn. Pure.
 */
import { SteeringError, namedField, sentence } from "../../errors.ts";
import { maskedRows, reveal, untouched, type TextState } from "../textState.ts";
import type { TokenDistributions } from "../tokenDistributions.ts";
import { type Scope, type TextProposal, evenCount } from "./proposal.ts";
import type { RandomStream } from "../../steering/random.ts";

/** A token that was drawn for a masked place. */
export interface Drawn {
  readonly row: number;
  readonly id: number;
  /** The model's own probability of it, at temperature 1. */
  readonly confidence: number;
}

/** One for each masked place of the scope, in rising order. */
export function drawnTokens(
  state: TextState,
  prediction: TokenDistributions,
  { places }: Scope,
  random: RandomStream,
): Drawn[] {
  return maskedRows(state, places).map((row) => {
    const id = prediction.draw(row, random.uniform());
    return { row, id, confidence: prediction.modelProbability(row, id) };
  });
}

/** How many must be written whatever the rule says: one, so that it goes on, and what is due so that all are written at the end. */
export function fewestToWrite(scope: Scope, masked: number): number {
  return Math.max(1, evenCount(scope, masked));
}

interface Rule {
  readonly name: string;
  readonly asksFor?: TextProposal["asksFor"];
  /** Lower is written first; of equals, the first place. */
  readonly rank: (drawn: Drawn, prediction: TokenDistributions) => number;
  /** How many of them, by the confidences or entropies in the order of the ranks. */
  readonly count: (ranks: readonly number[]) => number;
}

function parallel({ name, asksFor = "probabilities", rank, count }: Rule): TextProposal {
  return {
    name,
    ordersByContent: true,
    asksFor,
    isDeterministic: (temperature) => temperature === 0,
    move(state, prediction, scope, random) {
      const drawn = drawnTokens(state, prediction, scope, random);
      if (drawn.length === 0) return state;
      const ranked = drawn.map((one) => ({ ...one, rank: rank(one, prediction) })).toSorted((a, b) => a.rank - b.rank);
      const chosen = count(ranked.map((one) => one.rank));
      const written = untouched(state);
      const most = Math.max(fewestToWrite(scope, drawn.length), chosen);
      for (const { row, id } of ranked.slice(0, most)) written[row] = id;
      return reveal(state, written);
    },
  };
}

/**
 * Writes every drawn token whose confidence is at least the threshold (Wu et al. 2025, "Fast-dLLM", confidence-aware parallel decoding).
 *
 * @throws SteeringError `steering-invalid` for a threshold outside [0, 1]
 */
export function confidenceThreshold(threshold: number): TextProposal {
  check("threshold", threshold, threshold >= 0 && threshold <= 1, "between 0 and 1");
  return parallel({
    name: "confidence-threshold",
    rank: ({ confidence }) => -confidence,
    count: (ranks) => ranks.filter((rank) => -rank >= threshold).length,
  });
}

/**
 * Writes the n surest, with the largest n for which (n + 1)(1 − c_n) < f, c_n being the n-th highest confidence (Wu et al. 2025, "Fast-dLLM", the
 * factor rule: then the greedy draw of all at once is that of one after the other).
 *
 * @throws SteeringError `steering-invalid` for a factor that is not positive
 */
export function confidenceFactor(factor: number): TextProposal {
  check("factor", factor, factor > 0 && factor < Infinity, "above 0");
  return parallel({
    name: "confidence-factor",
    rank: ({ confidence }) => -confidence,
    count: (ranks) => ranks.findLastIndex((rank, n) => (n + 2) * (1 + rank) < factor) + 1,
  });
}

/**
 * Writes the places of the lowest entropies H as far as Σ H − max H stays within the bound, in nats: what the places may say of each other is less
 * than that (Ben-Hamu et al. 2025, "Accelerated Sampling from Masked Diffusion Models via Entropy Bounded Unmasking", EB-sampler).
 *
 * @throws SteeringError `steering-invalid` for a negative bound
 */
export function entropyBounded(bound: number): TextProposal {
  check("bound", bound, bound >= 0 && bound < Infinity, "at least 0");
  return parallel({
    name: "entropy-bounded",
    asksFor: "entropies",
    rank: ({ row }, prediction) => prediction.modelEntropy(row),
    count(entropies) {
      let [n, sum] = [0, 0];
      // The highest of the first n + 1 is the last.
      while (n < entropies.length && sum <= bound) sum += entropies[n++] as number;
      return n;
    },
  });
}

export function check(field: string, value: number, holds: boolean, wanted: string): void {
  if (holds) return;
  throw new SteeringError(
    "steering-invalid",
    sentence`The run cannot start: ${namedField(`proposal.${field}`, undefined, `the ${field}`)} must be ${wanted}, and it is ${value}. Change it and run again.`,
    { details: { field: `proposal.${field}` } },
  );
}
