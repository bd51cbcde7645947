/** A particle of a masked-text process: tokens, some of them still masked. Pure. */
import { SteeringError } from "../errors.ts";
import { encodeHistory, reviveHistory, type PredictionHistory } from "./predictionHistory.ts";
import type { TextLayout } from "./textLayout.ts";

export interface TextState {
  /** Group key of the condition, by which bytes find their layout again. */
  readonly key: string;
  readonly layout: TextLayout;
  /** int32 [length], the mask included. Never changed in place. */
  readonly tokens: Int32Array;
  /** Rising positions that are still masked. */
  readonly masked: Int32Array;
  /** By place of the layout: the step (from 1) at which its token was written, 0 while it is masked. */
  readonly revealed: Int32Array;
  /** By place of the layout: the probability that its token was drawn with (at temperature 0, where that is 1, the one at temperature 1); 0 while it is masked. */
  readonly probabilities: Float32Array;
  /** What the rule that reveals it looks back at; it moves with the particle, and so with its ancestors. Absent where the rule keeps none. */
  readonly history?: PredictionHistory;
}

/** Pure noise: every place masked. */
export function noise(key: string, layout: TextLayout): TextState {
  const count = layout.places.length;
  return {
    key,
    layout,
    tokens: layout.template,
    masked: layout.places,
    revealed: new Int32Array(count),
    probabilities: new Float32Array(count),
  };
}

/**
 * `next`, which a transition made of `before`, with what it wrote dated and what it masked again forgotten.
 *
 * @param step at which it arrived, from 1
 * @param probability of a token at masked row i of `before`
 */
export function dated(
  before: TextState,
  next: TextState,
  step: number,
  probability: (row: number, id: number) => number,
): TextState {
  if (next === before) return next;
  const { maskId, places } = next.layout;
  const first = places[0] as number;
  const revealed = before.revealed.slice();
  const probabilities = before.probabilities.slice();
  before.masked.forEach((place, row) => {
    const id = next.tokens[place] as number;
    if (id === maskId) return;
    revealed[place - first] = step;
    probabilities[place - first] = probability(row, id);
  });
  for (const place of next.masked) {
    revealed[place - first] = 0;
    probabilities[place - first] = 0;
  }
  return { ...next, revealed, probabilities };
}

/** Nothing written yet: −1 for each masked place, to be filled in for `reveal`. */
export function untouched(state: TextState): Int32Array {
  return new Int32Array(state.masked.length).fill(-1);
}

/** Which of the masked rows are of these places, in rising order. */
export function maskedRows({ masked }: TextState, places: Int32Array): number[] {
  const rows: number[] = [];
  let at = 0;
  masked.forEach((place, row) => {
    while (at < places.length && (places[at] as number) < place) at += 1;
    if (places[at] === place) rows.push(row);
  });
  return rows;
}

/**
 * The state with some of its masked places written: `written[i]` is the token for position `masked[i]`, or −1 to leave
 * it masked. The same reference if nothing is written.
 */
export function reveal(state: TextState, written: Int32Array): TextState {
  if (written.every((id) => id < 0)) return state;
  const tokens = state.tokens.slice();
  written.forEach((id, row) => {
    if (id >= 0) tokens[state.masked[row] as number] = id;
  });
  return { ...state, tokens, masked: state.masked.filter((_, row) => (written[row] as number) < 0) };
}

/** The state with these tokens, masks among them. The same reference if they are the same. */
export function withTokens(state: TextState, tokens: Int32Array): TextState {
  if (tokens.every((id, place) => id === state.tokens[place])) return state;
  const { layout } = state;
  return { ...state, tokens, masked: layout.places.filter((place) => tokens[place] === layout.maskId) };
}

/**
 * Bytes: length of the key, key in UTF-8, then by place of the layout tokens and reveal steps (int32) and probabilities (float32), little-endian,
 * then the history, if there is one.
 */
export function encodeState({ key, layout, tokens, revealed, probabilities, history }: TextState): Uint8Array {
  const name = new TextEncoder().encode(key);
  const count = layout.places.length;
  const start = 4 + name.length;
  const tail = history === undefined ? new Uint8Array() : encodeHistory(history);
  const bytes = new Uint8Array(start + 12 * count + tail.length);
  const view = new DataView(bytes.buffer);
  bytes.set(tail, start + 12 * count);
  view.setInt32(0, name.length, true);
  bytes.set(name, 4);
  layout.places.forEach((place, i) => {
    view.setInt32(start + 4 * i, tokens[place] as number, true);
    view.setInt32(start + 4 * (count + i), revealed[i] as number, true);
    view.setFloat32(start + 4 * (2 * count + i), probabilities[i] as number, true);
  });
  return bytes;
}

/**
 * @param layoutOf the layout of a group, undefined if there is no such group
 * @throws SteeringError `run-file` for bytes that describe no state of these layouts
 */
export function reviveState(bytes: Uint8Array, layoutOf: (key: string) => TextLayout | undefined): TextState {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const nameLength = bytes.length < 4 ? -1 : view.getInt32(0, true);
  const start = 4 + nameLength;
  const key = nameLength < 0 ? "" : new TextDecoder().decode(bytes.subarray(4, start));
  const layout = layoutOf(key);
  const own = layout === undefined ? Infinity : start + 12 * layout.places.length;
  const history = bytes.length > own ? reviveHistory(bytes.subarray(own), layout!.places.length) : undefined;
  if (nameLength < 0 || layout === undefined || bytes.length < own || (bytes.length > own && history === undefined)) {
    throw new SteeringError(
      "run-file",
      "A stored state does not fit this run: the prompt, the length or the model is another. Start a new run instead.",
      { details: { group: key } },
    );
  }
  const count = layout.places.length;
  const tokens = layout.template.slice();
  layout.places.forEach((place, i) => {
    tokens[place] = view.getInt32(start + 4 * i, true);
  });
  return {
    key,
    layout,
    tokens,
    masked: layout.places.filter((place) => tokens[place] === layout.maskId),
    revealed: Int32Array.from({ length: count }, (_, i) => view.getInt32(start + 4 * (count + i), true)),
    probabilities: Float32Array.from({ length: count }, (_, i) => view.getFloat32(start + 4 * (2 * count + i), true)),
    ...(history === undefined ? {} : { history }),
  };
}
