/** Logits of one place as weights of its tokens, with their running sums: what every draw needs first, an exponential a token of the vocabulary. Pure. */
import { SteeringError } from "../errors.ts";
import { placeRow } from "./weigher.ts";

export { blockSize } from "./weigher.ts";

export interface TokenWeights {
  /** The highest logit. */
  readonly highest: number;
  /** float32 e^((logit − highest) / temperature), the largest 1, with a relative error below 2e-9 before rounding; 0 below e^−50. Lent: until the next call. */
  readonly weights: Float32Array;
  /** Running sums of the weights as they are stored, at the end of each block: all is added up in order. Lent as well. */
  readonly sums: Float64Array;
}

/** @throws SteeringError `model-corrupt` if there is no finite highest logit, or one is NaN */
export function tokenWeights(logits: Float32Array, temperature: number): TokenWeights {
  const { highest, row, sums, weigh } = placeRow(logits);
  if (!Number.isFinite(highest)) throw unusable();
  weigh(1 / temperature);
  if (!Number.isFinite(sums[sums.length - 1])) throw unusable();
  return { highest, weights: row, sums };
}

function unusable(): SteeringError {
  return new SteeringError(
    "model-corrupt",
    "The model gave no usable probabilities for a token (NaN or infinite). Run it on another device, or download it again.",
  );
}
