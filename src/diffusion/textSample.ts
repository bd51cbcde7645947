/** From tokens to the text that rewards and people see. Pure. */
import type { TextCodec, TextPiece, TextSample } from "./text.ts";
import type { TextLayout } from "./textLayout.ts";

/**
 * The text of written tokens in its place between prefix and suffix.
 *
 * @param ids one id for each of the layout's places, none of them the mask
 * @param masked for each of them, true if it is only a guess; asked when the pieces are, which few samples ever are
 */
export function textSample(
  codec: TextCodec,
  layout: TextLayout,
  ids: readonly number[],
  masked: (place: number) => boolean,
): TextSample {
  const { prompt, prefix, suffix } = layout.condition;
  const written = beforeEnd(layout, ids);
  const generated = inContext(codec, layout, written);
  let pieces: TextPiece[] | undefined;
  return {
    modality: "text",
    text: prefix + generated + suffix,
    prefix,
    generated,
    suffix,
    prompt,
    get pieces() {
      return (pieces ??= piecesOf(codec, layout, written, masked, generated));
    },
  };
}

/** The tokens that make the text: those before the model's end. */
export function beforeEnd({ endId }: TextLayout, ids: readonly number[]): readonly number[] {
  const end = endId === undefined ? -1 : ids.indexOf(endId);
  return end < 0 ? ids : ids.slice(0, end);
}

/** Decodes tokens between their neighbours, since a decoder may treat the ends of a text specially; no space is doubled. */
function inContext(codec: TextCodec, { condition, left, right }: TextLayout, ids: readonly number[]): string {
  if (ids.length === 0) return "";
  let text = codec.decode(left.ids.concat(ids, right.ids));
  const known = left.text.length + right.text.length;
  if (text.length >= known && text.startsWith(left.text) && text.endsWith(right.text)) {
    text = text.slice(left.text.length, text.length - right.text.length);
  } else {
    text = codec.decode(ids);
  }
  text = codec.cleanUp(text);
  if (condition.prefix.endsWith(" ")) text = text.replace(/^ +/, "");
  if (condition.suffix.startsWith(" ")) text = text.replace(/ +$/, "");
  return text;
}

/** `generated`, cut where known and guessed tokens meet. A character of several tokens goes to the later piece. */
function piecesOf(
  codec: TextCodec,
  layout: TextLayout,
  ids: readonly number[],
  masked: (place: number) => boolean,
  generated: string,
): TextPiece[] {
  const ends: number[] = [];
  for (let i = 1; i <= ids.length; i += 1) if (i === ids.length || masked(i) !== masked(i - 1)) ends.push(i);
  const cuts = cutsByRun(codec, ids, ends, generated) ?? cutsByBeginning(codec, layout, ids, ends, generated);
  const pieces: TextPiece[] = [];
  let from = 0;
  cuts.forEach((to, run) => {
    if (to <= from) return;
    const piece = { text: generated.slice(from, to), masked: masked((ends[run] as number) - 1) };
    from = to;
    const last = pieces.at(-1);
    if (last?.masked === piece.masked) pieces[pieces.length - 1] = { ...piece, text: last.text + piece.text };
    else pieces.push(piece);
  });
  return pieces;
}

/** Where each run of tokens ends in `generated`, if the runs decode on their own to what they decode to together. */
function cutsByRun(
  codec: TextCodec,
  ids: readonly number[],
  ends: readonly number[],
  generated: string,
): number[] | undefined {
  if (ends.length === 1) return [generated.length];
  const runs = ends.map((end, run) => codec.decode(ids.slice(ends[run - 1] ?? 0, end)));
  const joined = runs.join("");
  // A space that went to the prefix is missing from the first run.
  const dropped = joined.length - generated.length;
  if (dropped !== 0 && !(dropped === 1 && joined.startsWith(" "))) return undefined;
  if (joined.slice(dropped) !== generated || joined.includes("\uFFFD")) return undefined;
  let place = -dropped;
  return runs.map((run) => Math.max(0, (place += run.length)));
}

/** The same by decoding from the beginning to each run's end: as far as that agrees with `generated`. */
export function cutsByBeginning(
  codec: TextCodec,
  layout: TextLayout,
  ids: readonly number[],
  ends: readonly number[],
  generated: string,
): number[] {
  let reached = 0;
  return ends.map((end) => {
    if (end === ids.length) return generated.length;
    const beginning = inContext(codec, { ...layout, right: { ids: [], text: "" } }, ids.slice(0, end));
    let same = 0;
    while (same < beginning.length && beginning[same] === generated[same] && beginning[same] !== "\uFFFD") same += 1;
    reached = Math.max(reached, same);
    return reached;
  });
}
