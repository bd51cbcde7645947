/** Checks the numbers of a `tokenizer.json` before anything is made of them. Pure. */
import { SteeringError } from "../../errors.ts";
import { asId, isObject, type JsonObject } from "../folders/json.ts";

/** Far above every vocabulary that is shared (the largest have about a million tokens), and far below what memory holds. */
const mostTokens = 4_194_304;

/** Throws `model-tokenizer` for a vocabulary with an id that no vocabulary of its size can have. */
export function checkVocabulary({ model, added_tokens: added }: JsonObject, path: string): void {
  const vocabulary = isObject(model) ? model["vocab"] : undefined;
  if (Array.isArray(vocabulary) && vocabulary.length > mostTokens) throw outOfRange(vocabulary.length, path);
  if (isObject(vocabulary)) for (const id of Object.values(vocabulary)) checkId(id, path);
  if (Array.isArray(added)) for (const token of added) if (isObject(token)) checkId(token["id"], path);
}

function checkId(id: unknown, path: string): void {
  if ((asId(id) ?? Infinity) >= mostTokens) throw outOfRange(id, path);
}

function outOfRange(id: unknown, path: string): SteeringError {
  return new SteeringError(
    "model-tokenizer",
    `${path} has a token with the id ${JSON.stringify(id)}, and ids are whole numbers from 0 to ${mostTokens - 1}. Download the model again.`,
    { details: { file: path } },
  );
}
