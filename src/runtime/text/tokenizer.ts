/** A text codec out of a model folder's `tokenizer.json` and the configuration beside it. */
import { Tokenizer } from "@huggingface/tokenizers";
import { join } from "node:path";
import type { TextCodec } from "../../diffusion/text.ts";
import { messageOf, SteeringError } from "../../errors.ts";
import { isObject, readJson } from "../folders/json.ts";
import { findSpecialTokens, type SpecialTokens } from "./specialTokens.ts";

/** Throws `model-tokenizer` when the folder's tokenizer cannot be read or has no mask token. */
export async function readTokenizer(folder: string): Promise<TextCodec> {
  const path = join(folder, "tokenizer.json");
  const description = await readJson(folder, "tokenizer.json");
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
  const options = { clean_up_tokenization_spaces: false, ...tokenizerConfig };
  const addedTokens = Array.isArray(description["added_tokens"]) ? description["added_tokens"].filter(isObject) : [];
  try {
    const whole = new Tokenizer(description, options);
    // A person's text may spell a special token; it means the letters. So texts are cut without knowing any.
    const plain = new Tokenizer(
      { ...description, added_tokens: addedTokens.filter((token) => token["special"] !== true) },
      options,
    );
    return codec(
      whole,
      plain,
      findSpecialTokens(whole, { addedTokens, modelConfig, tokenizerConfig, tokensMap, path }),
    );
  } catch (error) {
    if (error instanceof SteeringError) throw error;
    throw new SteeringError(
      "model-tokenizer",
      `${path} cannot be read as a tokenizer: ${messageOf(error)}. Download the model again, or choose another model.`,
      { details: { file: path }, cause: error },
    );
  }
}

function codec(whole: Tokenizer, plain: Tokenizer, special: SpecialTokens): TextCodec {
  const banned = new Set(special.bannedIds);
  const never = new Set([special.maskId, special.endId, ...special.leadIds, ...special.trailIds]);
  return {
    ...special,
    encode(text) {
      // Unigram vocabularies hold special tokens as words like any other.
      const ids: readonly number[] = text === "" ? [] : plain.encode(text, { add_special_tokens: false }).ids;
      return ids.filter((id) => !never.has(id));
    },
    decode(ids) {
      // Special tokens are no text, and the library throws at an empty list.
      const spoken = ids.filter((id) => !banned.has(id) && id !== special.endId);
      return spoken.length === 0 ? "" : whole.decode(spoken, { clean_up_tokenization_spaces: false });
    },
  };
}
