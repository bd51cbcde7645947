/** What `tokenizer.json` says of how many tokens there are. Pure. */
import { isObject, type JsonObject } from "./json.ts";

/** The highest number of a token: of the vocabulary, by name or as a list of pieces with their weights, and of what was added to it. */
export function highestToken({ model, added_tokens: added }: JsonObject): number {
  const vocabulary = isObject(model) ? model["vocab"] : undefined;
  const ids = Array.isArray(vocabulary)
    ? [vocabulary.length - 1]
    : Object.values(isObject(vocabulary) ? vocabulary : {}).map(Number);
  const later = (Array.isArray(added) ? added : []).map((token) => (isObject(token) ? Number(token["id"]) : 0));
  return [...ids, ...later].reduce((most, id) => (id > most ? id : most), 0);
}
