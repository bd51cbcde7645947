/** What a prediction said of each place a step ago, in short, so that it can be told whether the model still says the same. Pure. */
import type { TokenDistributions } from "./tokenDistributions.ts";

/** Tokens that are remembered one by one; all others count together. */
const remembered = 16;

/** By place of a layout: its likeliest tokens of the step before with their probabilities, and for how many steps in a row it has been stable. */
export interface PredictionHistory {
  /** int32 [places × 16], −1 where there are fewer. */
  readonly ids: Int32Array;
  /** float32 [places × 16] */
  readonly probabilities: Float32Array;
  /** int32 [places] */
  readonly stableFor: Int32Array;
}

/** Nothing was predicted yet. */
export function noHistory(places: number): PredictionHistory {
  return {
    ids: new Int32Array(places * remembered).fill(-1),
    probabilities: new Float32Array(places * remembered),
    stableFor: new Int32Array(places),
  };
}

/**
 * The history with a further prediction. A place is stable where KL(now ‖ before) is below the bound, over the tokens that were remembered and all others
 * together: at most what it is over the whole vocabulary, and that itself in a vocabulary of 16.
 *
 * @param rows those of the prediction that count, each with its place in the layout
 */
export function remember(
  before: PredictionHistory,
  prediction: TokenDistributions,
  rows: readonly { readonly row: number; readonly place: number }[],
  bound: number,
): PredictionHistory {
  const [ids, probabilities, stableFor] = [before.ids.slice(), before.probabilities.slice(), before.stableFor.slice()];
  for (const { row, place } of rows) {
    const at = place * remembered;
    const divergence = divergenceFrom(before, at, (id) => prediction.modelProbability(row, id));
    stableFor[place] = divergence < bound ? (before.stableFor[place] as number) + 1 : 0;
    const likeliest = prediction.likeliest(row, remembered);
    ids.fill(-1, at, at + remembered).set(likeliest, at);
    probabilities.fill(0, at, at + remembered);
    likeliest.forEach((id, k) => (probabilities[at + k] = prediction.modelProbability(row, id)));
  }
  return { ids, probabilities, stableFor };
}

/** What is less likely counts as this likely: a logarithm of 0 says nothing. */
const least = 1e-12;

/** Infinite where nothing is remembered. */
function divergenceFrom({ ids, probabilities }: PredictionHistory, at: number, now: (id: number) => number): number {
  if (ids[at] === -1) return Infinity;
  let [sum, restBefore, restNow] = [0, 1, 1];
  for (let k = at; k < at + remembered && ids[k] !== -1; k += 1) {
    const [p, q] = [now(ids[k] as number), probabilities[k] as number];
    if (p > 0) sum += p * Math.log(p / Math.max(q, least));
    restNow -= p;
    restBefore -= q;
  }
  return restNow <= least ? sum : sum + restNow * Math.log(restNow / Math.max(restBefore, least));
}

/** Bytes: ids (int32), probabilities (float32), stable steps (int32), little-endian. */
export function encodeHistory({ ids, probabilities, stableFor }: PredictionHistory): Uint8Array {
  const bytes = new Uint8Array(8 * ids.length + 4 * stableFor.length);
  const view = new DataView(bytes.buffer);
  ids.forEach((id, i) => view.setInt32(4 * i, id, true));
  probabilities.forEach((p, i) => view.setFloat32(4 * (ids.length + i), p, true));
  stableFor.forEach((steps, i) => view.setInt32(8 * ids.length + 4 * i, steps, true));
  return bytes;
}

/** Undefined for bytes that are none of so many places. */
export function reviveHistory(bytes: Uint8Array, places: number): PredictionHistory | undefined {
  const count = places * remembered;
  if (bytes.length !== 8 * count + 4 * places) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    ids: Int32Array.from({ length: count }, (_, i) => view.getInt32(4 * i, true)),
    probabilities: Float32Array.from({ length: count }, (_, i) => view.getFloat32(4 * (count + i), true)),
    stableFor: Int32Array.from({ length: places }, (_, i) => view.getInt32(8 * count + 4 * i, true)),
  };
}
