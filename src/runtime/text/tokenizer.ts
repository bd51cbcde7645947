/** A text codec out of a model folder's `tokenizer.json` and the configuration beside it. */
import { Tokenizer } from "@huggingface/tokenizers";
import { join } from "node:path";
import type { TextCodec } from "../../diffusion/text.ts";
import { messageOf, SteeringError } from "../../errors.ts";
import { asString, isObject, type JsonObject, readJson } from "../folders/json.ts";
import { readTokenizerFile } from "../folders/tokenizerFile.ts";
import { checkVocabulary } from "./vocabulary.ts";
import type { Conventions } from "./conventions.ts";
import { findSpecialTokens, type SpecialTokens } from "./specialTokens.ts";

/** Throws `model-tokenizer` when the folder's tokenizer cannot be read or has no mask token. */
export async function readTokenizer(
  folder: string,
  { maskBeyond, join: joint }: Pick<Conventions, "maskBeyond" | "join">,
): Promise<TextCodec> {
  const path = join(folder, "tokenizer.json");
  const description = await readTokenizerFile(folder);
  if (description === undefined) {
    throw new SteeringError(
      "model-incomplete",
      `The model folder ${folder} lacks tokenizer.json. Download the whole model again.`,
      {
        details: { path: folder, missing: ["tokenizer.json"] },
      },
    );
  }
  const [modelConfig, tokenizerConfig, tokensMap] = await Promise.all(
    ["config.json", "tokenizer_config.json", "special_tokens_map.json"].map((name) => readJson(folder, name)),
  );
  checkVocabulary(description, path);
  const options = optionsOf(description, tokenizerConfig ?? {});
  const addedTokens = Array.isArray(description["added_tokens"]) ? description["added_tokens"].filter(isObject) : [];
  try {
    const whole = new Tokenizer(description, options);
    // A person's text may spell a special token; it means the letters. So texts are cut without knowing any.
    const plain = new Tokenizer(
      { ...description, added_tokens: addedTokens.filter((token) => token["special"] !== true) },
      options,
    );
    const sources = { addedTokens, modelConfig, tokenizerConfig, tokensMap, maskBeyond, path };
    return codec(whole, plain, findSpecialTokens(whole, sources), {
      joint: description["decoder"] === null || description["decoder"] === undefined ? joint : undefined,
      isOfBytes: isOfBytes(description),
      cleansUp: asksToCleanUp(description, tokenizerConfig ?? {}),
    });
  } catch (error) {
    if (error instanceof SteeringError) throw error;
    throw new SteeringError(
      "model-tokenizer",
      `${path} cannot be read as a tokenizer: ${messageOf(error)}. Its kind is not built in, or the file is damaged: save it anew with transformers (AutoTokenizer), or choose another model.`,
      { details: { file: path }, cause: error },
    );
  }
}

/** What the library is told beside tokenizer.json. It looks for WordLevel's unknown token in the configuration, where it need not be. */
function optionsOf({ model }: JsonObject, tokenizerConfig: JsonObject): JsonObject {
  const unknown = isObject(model) ? asString(model["unk_token"]) : undefined;
  return { ...(unknown === undefined ? {} : { unk_token: unknown }), ...tokenizerConfig };
}

/** As transformers 5.18 decides: the folder's own word, which it leaves unheard for byte pairs unless told twice. */
function asksToCleanUp({ model }: JsonObject, tokenizerConfig: JsonObject): boolean {
  if (tokenizerConfig["clean_up_tokenization_spaces"] !== true) return false;
  const isPairs = isObject(model) && model["type"] === "BPE";
  const anyway = "clean_up_tokenization_spaces_for_bpe_even_though_it_will_corrupt_output";
  return !isPairs || tokenizerConfig[anyway] === true;
}

/** A suffix of words is replaced in the whole text. */
function isOfBytes({ decoder, model }: JsonObject): boolean {
  const hasSuffix = isObject(model) && Boolean(model["end_of_word_suffix"]);
  return isObject(decoder) && decoder["type"] === "ByteLevel" && !hasSuffix;
}

interface Spelling {
  /** What stands between two tokens; undefined where the tokenizer's decoder knows. */
  readonly joint: string | undefined;
  readonly cleansUp: boolean;
  /** A token is bytes, and a text nothing but its tokens' bytes. */
  readonly isOfBytes: boolean;
}

function codec(whole: Tokenizer, plain: Tokenizer, special: SpecialTokens, spelling: Spelling): TextCodec {
  const { joint, cleansUp } = spelling;
  const together = (ids: number[]): string => whole.decode(ids, { clean_up_tokenization_spaces: false });
  // Special tokens are no text, and the library throws at an empty list.
  const silent = new Set([...special.bannedIds, ...(special.endId === undefined ? [] : [special.endId])]);
  const decodeSpoken = (ids: readonly number[]): string => {
    const spoken = ids.filter((id) => !silent.has(id));
    if (spoken.length === 0) return "";
    return joint === undefined ? together(spoken) : spoken.map((id) => whole.id_to_token(id) ?? "").join(joint);
  };
  const never = new Set([special.maskId, special.endId, ...special.leadIds, ...special.trailIds]);
  return {
    ...special,
    encode(text) {
      if (text === "") return [];
      const { ids, tokens } = plain.encode(text, { add_special_tokens: false });
      const strange = (ids as readonly (number | undefined)[]).findIndex((id) => id === undefined);
      if (strange >= 0) throw unknownWord(String(tokens[strange]));
      // Unigram vocabularies hold special tokens as words like any other.
      return (ids as readonly number[]).filter((id) => !never.has(id));
    },
    decode: spelling.isOfBytes ? pieceByPiece(decodeSpoken, special.vocabularySize) : decodeSpoken,
    cleanUp: cleansUp ? cleanedUp : (text) => text,
  };
}

/** Tokens of whole characters are decoded once each: the library looks at every byte of every text. One with a part of a character is decoded with its neighbours. */
function pieceByPiece(
  together: (ids: readonly number[]) => string,
  vocabularySize: number,
): (ids: readonly number[]) => string {
  const known = Array.from({ length: vocabularySize }, (): string | undefined => undefined);
  return (ids) => {
    let text = "";
    for (const id of ids) text += known[id] ??= together([id]);
    return text.includes("\uFFFD") ? together(ids) : text;
  };
}

/** `clean_up_tokenization` of transformers, replacement by replacement in its order. */
function cleanedUp(text: string): string {
  const spaced = [" .", " ?", " !", " ,", " ' ", " n't", " 'm", " 's", " 've", " 're"];
  return spaced.reduce((cleaned, each) => cleaned.replaceAll(each, each.trim()), text);
}

function unknownWord(word: string): SteeringError {
  return new SteeringError(
    "model-tokenizer",
    `The model does not know ${JSON.stringify(word)}, and its vocabulary has no token for unknown words. Write the text in words that it knows, or choose another model.`,
    { details: { word } },
  );
}
