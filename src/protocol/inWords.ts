/** A sentence about fields of a run, told in the words of a face. Pure. */
import type { NamedField, Sentence } from "../errors.ts";

/** What a face calls a field; undefined where it has no word for it. */
export type WordOf = (named: NamedField) => string | undefined;

/** The sentence with every field in the word that the face has for it, if it has one. */
export function inWords(parts: Sentence, wordOf: WordOf): string {
  return parts.map((part) => (typeof part === "string" ? part : (wordOf(part) ?? part.plain))).join("");
}
