/** Which ids of a tokenizer are not text: mask, end, frame, and everything that must never be drawn. */
import type { Tokenizer } from "@huggingface/tokenizers";
import type { TextCodec } from "../../diffusion/text.ts";
import { SteeringError } from "../../errors.ts";
import { asId, isObject, type JsonObject } from "../folders/json.ts";
import { readOf, type RoleFiles, spelling, spellingsOf } from "../folders/tokenRoles.ts";

export type SpecialTokens = Omit<TextCodec, "encode" | "decode" | "cleanUp">;

/** What a folder says of its special tokens, in three files that agree more or less. */
export interface TokenSources extends RoleFiles {
  readonly addedTokens: readonly JsonObject[];
  readonly modelConfig: JsonObject | undefined;
  /** The family's mask is one more than the tokenizer's last token. */
  readonly maskBeyond: boolean;
  /** For messages. */
  readonly path: string;
}

const maskSpellings = ["[MASK]", "<mask>", "<|mask|>", "<MASK>", "[mask]", "<|MASK|>", "<|mdm_mask|>"];

/** What special tokens are spelled like where no file calls them special. Bytes (`<0x0A>`) are text. */
const specialSpelling =
  /^(<\|[^|\s]*\|>|\[(pad|unk|cls|sep|mask|bos|eos|unused\d+)\]|<(pad|unk|s|\/s|bos|eos|cls|sep|mask|null_1|unused\d+|extra_id_\d+)>)$/i;

/** Roles that a token can have in a text. `mask` is looked for apart. */
const roleNames = ["pad", "unk", "bos", "eos", "cls", "sep"];

/** Throws `model-tokenizer` when no mask token can be found. */
export function findSpecialTokens(tokenizer: Tokenizer, sources: TokenSources): SpecialTokens {
  const vocabulary = tokenizer.get_vocab();
  const id = (role: string) => roleId(role, tokenizer, sources);
  let spelled = 0;
  for (const used of vocabulary.values()) spelled = Math.max(spelled, used + 1);
  const maskId =
    id("mask") ??
    maskSpellings.map((text) => tokenizer.token_to_id(text)).find((found) => found !== undefined) ??
    (sources.maskBeyond ? spelled : undefined);
  if (maskId === undefined) throw withoutMask(spelled, sources);
  // A mask may lie beyond what the tokenizer can spell (MDLM: one more than GPT-2 has).
  const vocabularySize = Math.max(maskId + 1, spelled);
  // An end that is also the separator (RoBERTa) frames texts; the model does not write it.
  const end = id("eos");
  const endId = end !== undefined && end !== id("sep") && end !== maskId ? end : undefined;
  const special = [
    ...sources.addedTokens.filter((token) => token["special"] === true).map((token) => asId(token["id"])),
    ...declaredSpecial(sources, tokenizer),
    ...[...vocabulary].filter(([text]) => specialSpelling.test(text)).map(([, spelledId]) => spelledId),
  ];
  const roles = roleNames.map(id);
  const holes = Array.from({ length: vocabularySize }, (_, index) => index).filter(
    (index) => tokenizer.id_to_token(index) === undefined,
  );
  const banned = new Set([maskId, ...special, ...roles, ...holes].filter((value) => value !== undefined));
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

/** Ids that the tokenizer's configuration calls special beside those of tokenizer.json. */
function declaredSpecial(sources: TokenSources, tokenizer: Tokenizer): (number | undefined)[] {
  const added = sources.tokenizerConfig?.["added_tokens_decoder"];
  const decoder = isObject(added) ? Object.entries(added) : [];
  const isSpecial = (token: unknown): boolean => isObject(token) && token["special"] === true;
  const lists = readOf(sources).flatMap((source) => [
    source?.["additional_special_tokens"],
    source?.["extra_special_tokens"],
  ]);
  const listed = lists.flatMap((list) => (isObject(list) ? Object.values(list) : Array.isArray(list) ? list : []));
  return [
    ...decoder.filter(([, token]) => isSpecial(token)).map(([key]) => asId(Number(key))),
    ...listed.map((token) => tokenizer.token_to_id(spelling(token) ?? "")),
  ].filter((id) => id !== undefined && tokenizer.id_to_token(id) !== undefined);
}

function withoutMask(tokens: number, { path, modelConfig }: TokenSources): SteeringError {
  const columns = asId(modelConfig?.["vocab_size"]);
  const advice =
    columns !== undefined && columns > tokens
      ? `The network knows ${columns} tokens and the tokenizer ${tokens}: if the mask is the one after the tokenizer's last, as of MDLM, write "mask_token_id": ${tokens} into config.json.`
      : 'Choose a model with one (a masked language model), or write its id into config.json: "mask_token_id".';
  return new SteeringError(
    "model-tokenizer",
    `${path} has no mask token, so the model cannot be used for masked diffusion. ${advice}`,
    { details: { file: path } },
  );
}
