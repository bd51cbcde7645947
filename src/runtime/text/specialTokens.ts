/** Which ids of a tokenizer are not text: mask, end, frame, and everything that must never be drawn. */
import type { Tokenizer } from "@huggingface/tokenizers";
import type { TextCodec } from "../../diffusion/text.ts";
import { SteeringError } from "../../errors.ts";
import { asId, type JsonObject } from "../folders/json.ts";
import { type RoleFiles, spellingsOf } from "../folders/tokenRoles.ts";

export type SpecialTokens = Omit<TextCodec, "encode" | "decode">;

/** What a folder says of its special tokens, in three files that agree more or less. */
export interface TokenSources extends RoleFiles {
  readonly addedTokens: readonly JsonObject[];
  readonly modelConfig: JsonObject | undefined;
  /** For messages. */
  readonly path: string;
}

const maskSpellings = ["[MASK]", "<mask>", "<|mask|>", "<MASK>", "[mask]", "<|MASK|>", "<|mdm_mask|>"];

/** Throws `model-tokenizer` when no mask token can be found. */
export function findSpecialTokens(tokenizer: Tokenizer, sources: TokenSources): SpecialTokens {
  const vocabulary = tokenizer.get_vocab();
  const id = (role: string) => roleId(role, tokenizer, sources);
  const maskId =
    id("mask") ?? maskSpellings.map((text) => tokenizer.token_to_id(text)).find((found) => found !== undefined);
  if (maskId === undefined) {
    throw new SteeringError(
      "model-tokenizer",
      `${sources.path} has no mask token, so the model cannot be used for masked diffusion. Choose a model with one (a masked language model), or name it as mask_token in tokenizer_config.json.`,
      { details: { file: sources.path } },
    );
  }
  // A mask may lie beyond what the tokenizer can spell (MDLM: one more than GPT-2 has).
  let vocabularySize = maskId + 1;
  for (const used of vocabulary.values()) vocabularySize = Math.max(vocabularySize, used + 1);
  // An end that is also the separator (RoBERTa) frames texts; the model does not write it.
  const end = id("eos");
  const endId = end !== undefined && end !== id("sep") && end !== maskId ? end : undefined;
  const special = sources.addedTokens.filter((token) => token["special"] === true).map((token) => asId(token["id"]));
  const roles = ["pad", "unk", "bos", "eos", "cls", "sep"].map(id);
  const unused = [...vocabulary]
    .filter(([text]) => /^(\[unused\d+\]|<unused\d+>|<extra_id_\d+>)$/.test(text))
    .map(([, unusedId]) => unusedId);
  const holes = Array.from({ length: vocabularySize }, (_, index) => index).filter(
    (index) => tokenizer.id_to_token(index) === undefined,
  );
  const banned = new Set([maskId, ...special, ...roles, ...unused, ...holes].filter((value) => value !== undefined));
  if (endId !== undefined) banned.delete(endId);
  return { vocabularySize, maskId, endId, bannedIds: [...banned].toSorted((a, b) => a - b), ...frame(tokenizer) };
}

/** What the post-processor puts around a text: the difference between a text with and without special tokens. */
function frame(tokenizer: Tokenizer): Pick<SpecialTokens, "leadIds" | "trailIds"> {
  // Any text would do; where none shows inside its frame, everything leads.
  for (const text of ["a", " ", "0", "."]) {
    const bare = tokenizer.encode(text, { add_special_tokens: false }).ids;
    const framed = tokenizer.encode(text).ids;
    if (bare.length === 0 || framed.length < bare.length) continue;
    for (let lead = 0; lead + bare.length <= framed.length; lead++) {
      if (bare.every((id: number, index: number) => framed[lead + index] === id)) {
        return { leadIds: framed.slice(0, lead), trailIds: framed.slice(lead + bare.length) };
      }
    }
  }
  return { leadIds: tokenizer.encode("").ids, trailIds: [] };
}

/** The id of a role ("mask", "eos"): by the tokenizer's files, then by the model's configuration. */
function roleId(role: string, tokenizer: Tokenizer, sources: TokenSources): number | undefined {
  for (const text of spellingsOf(`${role}_token`, sources)) {
    const found = tokenizer.token_to_id(text);
    if (found !== undefined) return found;
  }
  const fromModel = sources.modelConfig?.[`${role}_token_id`];
  return asId(Array.isArray(fromModel) ? fromModel[0] : fromModel);
}
