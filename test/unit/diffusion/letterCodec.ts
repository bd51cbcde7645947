/** Codecs and denoisers small enough to work out by hand. */
import type { TextCodec, TextDenoiser } from "../../../src/diffusion/text.ts";

/** Words that begin with their space, as byte-level vocabularies have them, and the two bytes of "é" apart. */
export const words = [
  "",
  "<mask>",
  "Once",
  " upon",
  " a",
  " time",
  " fox",
  "es",
  ",",
  " ",
  "<C3>",
  "<A9>",
  ".",
  " end",
] as const;
export const endId = 0;
export const maskId = 1;
export const id = (word: (typeof words)[number]): number => words.indexOf(word);

export function wordCodec(change: Partial<TextCodec> = {}): TextCodec {
  return {
    vocabularySize: words.length,
    maskId,
    endId,
    bannedIds: [maskId],
    leadIds: [endId],
    trailIds: [endId],
    encode(text) {
      const ids: number[] = [];
      let rest = text;
      while (rest !== "") {
        if (rest.startsWith("é")) {
          ids.push(id("<C3>"), id("<A9>"));
          rest = rest.slice(1);
          continue;
        }
        const longest = words
          .map((word, index) => ({ word, index }))
          .filter(({ word, index }) => index > 1 && rest.startsWith(word))
          .toSorted((a, b) => b.word.length - a.word.length)[0];
        if (longest === undefined) throw new Error(`no token for ${JSON.stringify(rest)}`);
        ids.push(longest.index);
        rest = rest.slice(longest.word.length);
      }
      return ids;
    },
    cleanUp: (text) => text,
    decode(ids) {
      const bytes: number[] = [];
      for (const each of ids) {
        if (each <= 1) continue;
        if (words[each] === "<C3>") bytes.push(0xc3);
        else if (words[each] === "<A9>") bytes.push(0xa9);
        else bytes.push(...new TextEncoder().encode(words[each]));
      }
      return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(bytes));
    },
    ...change,
  };
}

export interface CountingDenoiser extends TextDenoiser {
  /** The sequences of each call. */
  readonly calls: (readonly Int32Array[])[];
}

/**
 * Logits by a function of the sequence, the place and the id: different everywhere by default, so that a mix-up shows.
 */
export function denoiserOf(
  maxLength: number,
  logit: (tokens: Int32Array, place: number, id: number) => number = (tokens, place, token) =>
    Math.sin(tokens.reduce((sum, each, i) => sum + each * (i + 3), 0) + 7 * place + 13 * token),
  vocabularySize: number = words.length,
): CountingDenoiser {
  const calls: (readonly Int32Array[])[] = [];
  return {
    maxLength,
    calls,
    logits(tokens, places) {
      calls.push(tokens);
      return Promise.resolve(
        tokens.map((sequence, row) => {
          const out = new Float32Array(places[row]!.length * vocabularySize);
          places[row]!.forEach((place, i) => {
            for (let token = 0; token < vocabularySize; token += 1)
              out[i * vocabularySize + token] = logit(sequence, place, token);
          });
          return out;
        }),
      );
    },
  };
}
