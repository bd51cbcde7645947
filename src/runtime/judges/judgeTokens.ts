/** The tokens of the judges: any text in, ids out, in rows for a judge of sentences; what spells a special token is letters like others. */
import { Tokenizer } from "@huggingface/tokenizers";
import { join } from "node:path";
import { messageOf, SteeringError } from "../../errors.ts";
import { stretchesOf } from "../../rewards/longReading.ts";
import { sentenceSegments } from "../../rewards/sentences.ts";
import { readJson } from "../folders/json.ts";

/** Throws `model-tokenizer` where the folder's tokenizer cannot be read. */
export async function readJudgeTokens(folder: string): Promise<(text: string) => readonly number[]> {
  const file = join(folder, "tokenizer.json");
  let tokenizer: Tokenizer;
  try {
    tokenizer = new Tokenizer({ ...(await readJson(folder, "tokenizer.json")), added_tokens: [] }, {});
  } catch (error) {
    const sentence = `${file} cannot be read as a tokenizer: ${messageOf(error)}. Install FK Steering again.`;
    throw new SteeringError("model-tokenizer", sentence, { details: { file }, cause: error });
  }
  // Lone halves of surrogate pairs are no Unicode: they become the replacement character, as in any encoder.
  return (text) => (text === "" ? [] : tokenizer.encode(text.toWellFormed(), { add_special_tokens: false }).ids);
}

export interface Frame {
  readonly encode: (text: string) => readonly number[];
  /** Stands before and after each row. */
  readonly endId: number;
  /** The most tokens of a row, these two among them. */
  readonly window: number;
}

/** A row for each sentence, several for one that is longer than the window; none of a text without words. */
export function sentenceRows(text: string, frame: Frame): number[][] {
  return Array.from(sentenceSegments(text), ({ segment }) => segment.trim())
    .filter((sentence) => sentence !== "")
    .flatMap((sentence) => windowRows(sentence, frame));
}

/** One row of a text, several of one that is longer than the window; none of a text without words. */
export function windowRows(text: string, { encode, endId, window }: Frame): number[][] {
  const tokens = encode(text.trim());
  const parts = Math.ceil(tokens.length / (window - 2));
  // Parts have about the same length: a last one of two words would say little.
  const length = Math.ceil(tokens.length / Math.max(1, parts));
  return Array.from({ length: parts }, (_, part) => [
    endId,
    ...tokens.slice(part * length, (part + 1) * length),
    endId,
  ]);
}

/** Rows of a text that a language model reads: each begins as a text begins, and only the last one ends. Of a text without words the end alone. */
export function* documentRows(text: string, frame: Frame): Generator<readonly number[]> {
  let last: readonly number[] | undefined;
  for (const stretch of stretchesOf(text)) {
    for (const row of windowRows(stretch, frame)) {
      if (last !== undefined) yield last.slice(0, -1);
      last = row;
    }
  }
  yield last ?? [frame.endId, frame.endId];
}
