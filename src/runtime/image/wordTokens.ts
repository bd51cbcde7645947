/** Captions cut into the words of a small vocabulary, filled up with padding. */
import { Tokenizer } from "@huggingface/tokenizers";
import { join } from "node:path";
import { messageOf, SteeringError } from "../../errors.ts";
import { asNumber, readJson } from "../folders/json.ts";

const usualLength = 12;

/** Throws `model-tokenizer` where the folder's tokenizer cannot be read. */
export async function readWordTokens(folder: string): Promise<(text: string) => number[]> {
  const file = join(folder, "tokenizer.json");
  const config = (await readJson(folder, "tokenizer_config.json")) ?? {};
  const length = asNumber(config["model_max_length"], 1, 1024) ?? usualLength;
  let tokenizer: Tokenizer;
  try {
    tokenizer = new Tokenizer((await readJson(folder, "tokenizer.json")) ?? {}, config);
  } catch (error) {
    const sentence = `${file} cannot be read as a tokenizer: ${messageOf(error)}. Install FK Steering again.`;
    throw new SteeringError("model-tokenizer", sentence, { details: { file }, cause: error });
  }
  return (text) => {
    const ids: readonly number[] = tokenizer.encode(text, { add_special_tokens: false }).ids;
    return Array.from({ length }, (_, i) => ids[i] ?? 0);
  };
}
