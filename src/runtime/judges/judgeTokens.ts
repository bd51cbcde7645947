/** The tokens of the judges: any text in, ids out; what spells a special token is letters like others. */
import { Tokenizer } from "@huggingface/tokenizers";
import { join } from "node:path";
import { messageOf, SteeringError } from "../../errors.ts";
import { readJson } from "../folders/json.ts";

/** Throws `model-tokenizer` where the folder's tokenizer cannot be read. */
export async function readJudgeTokens(folder: string): Promise<(text: string) => readonly number[]> {
  const file = join(folder, "tokenizer.json");
  let tokenizer: Tokenizer;
  try {
    tokenizer = new Tokenizer({ ...(await readJson(folder, "tokenizer.json")), added_tokens: [] }, {});
  } catch (error) {
    const sentence = `${file} cannot be read as a tokenizer: ${messageOf(error)}. Install FK Steering again.`;
    throw new SteeringError("model-tokenizer", sentence, { details: { file }, cause: error });
  }
  // Lone halves of surrogate pairs are no Unicode: they become the replacement character, as in any encoder.
  return (text) => (text === "" ? [] : tokenizer.encode(text.toWellFormed(), { add_special_tokens: false }).ids);
}
