/**
 * Which special token has which role, where two files of a tokenizer say it. Pure: is handed their contents.
 *
 * As transformers 5 reads them (`PreTrainedTokenizerBase._from_pretrained`): where `tokenizer_config.json` has an
 * `added_tokens_decoder`, even an empty one, it was saved by a version that puts everything there, and `special_tokens_map.json` is not
 * read at all; where it has none, the map is the newer statement and wins, role by role.
 */
import { asString, isObject, type JsonObject } from "./json.ts";

/** A tokenizer's two files; undefined for one that is not there. */
export interface RoleFiles {
  readonly tokenizerConfig: JsonObject | undefined;
  readonly tokensMap: JsonObject | undefined;
}

/** The files that are read, the one that counts first. */
export function readOf({ tokenizerConfig, tokensMap }: RoleFiles): readonly (JsonObject | undefined)[] {
  return isObject(tokenizerConfig?.["added_tokens_decoder"]) ? [tokenizerConfig] : [tokensMap, tokenizerConfig];
}

/** What the files say of a role ("pad_token"), the one that counts first; empty where they say nothing. */
export function spellingsOf(role: string, files: RoleFiles): readonly string[] {
  return readOf(files)
    .map((file) => spelling(file?.[role]))
    .filter((text) => text !== undefined);
}

/** Tokens that `added_tokens_decoder` lists: each is one token wherever it is written. */
export function addedSpellings({ tokenizerConfig }: RoleFiles): readonly string[] {
  const decoder = tokenizerConfig?.["added_tokens_decoder"];
  if (!isObject(decoder)) return [];
  return Object.values(decoder).flatMap((token) => spelling(token) ?? []);
}

/** A special token is written as a word, or as an object that has it as its content. */
export function spelling(token: unknown): string | undefined {
  return asString(isObject(token) ? token["content"] : token);
}
