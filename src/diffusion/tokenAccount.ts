/** The tokens behind a text particle: what was drawn, when each was written and how likely it was. Pure. */
import type { TextCodec } from "./text.ts";
import type { TextLayout } from "./textLayout.ts";
import { beforeEnd, cutsByBeginning } from "./textSample.ts";

/** Arrays have one entry a place that is written to. */
export interface TokenAccount {
  /** By draw: token ids, none of them the mask. */
  readonly tokens: readonly Int32Array[];
  /** The step (from 1) at which the state's token was written; 0 where it is still masked, and a draw only guesses it. */
  readonly revealed: Int32Array;
  /** The probability that the state's token was drawn with; at temperature 0, where that is 1, the one at temperature 1; 0 where it is masked. */
  readonly probabilities: Float32Array;
  /** Where each token of the first draw ends in its generated text, in UTF-16 units: rising. */
  readonly ends: Int32Array;
}

/** A character has at most so many tokens. */
const mostOfACharacter = 8;
/** Texts of more tokens are not decoded from the beginning once a token. */
const mostByBeginning = 256;

/**
 * Tokens after the model's end make no text: they end where it does. A character of several tokens goes to the last of them. Where tokens
 * decode on their own to something else than together, and there are many, all text goes to the last one.
 */
export function tokenEnds(
  codec: TextCodec,
  layout: TextLayout,
  tokens: Iterable<number>,
  generated: string,
): Int32Array {
  const ids = Array.from(tokens);
  const written = beforeEnd(layout, ids);
  const ends = new Int32Array(ids.length).fill(generated.length);
  const found = endsByCharacter(codec, written, generated);
  if (found !== undefined) ends.set(found);
  else if (written.length <= mostByBeginning) {
    const each = written.map((_, i) => i + 1);
    ends.set(cutsByBeginning(codec, layout, written, each, generated));
  } else ends.fill(0, 0, written.length - 1);
  return ends;
}

/** Undefined where the tokens, taken together only as far as a character needs it, do not join to `generated`. */
function endsByCharacter(codec: TextCodec, ids: readonly number[], generated: string): number[] | undefined {
  const texts: string[] = [];
  for (let from = 0, i = 0; i < ids.length; i += 1) {
    const text = codec.decode(ids.slice(from, i + 1));
    const isPart = text.includes("\uFFFD") && i + 1 < ids.length && i + 1 - from < mostOfACharacter;
    texts.push(isPart ? "" : text);
    if (!isPart) from = i + 1;
  }
  const joined = texts.join("");
  // A space that went to the prefix is missing from the first token.
  const dropped = joined.length - generated.length;
  if (dropped !== 0 && !(dropped === 1 && joined.startsWith(" "))) return undefined;
  if (joined.slice(dropped) !== generated) return undefined;
  let place = -dropped;
  return texts.map((text) => Math.max(0, (place += text.length)));
}
