/** Which folders hold readers: networks that read texts and write none. Looks at names and at `config.json`; loads nothing. */
import { rewardWish } from "../folders/graphChoice.ts";
import { isObject, type JsonObject, readJson } from "../folders/json.ts";
import { inspectTextFolder, type TextFolder } from "../text/textFolder.ts";
import { isClassifier } from "./labels.ts";

/** A folder as a text model's: config.json, tokenizer.json, a graph. Throws `model-missing`, `model-incomplete`, and `specification-invalid` for a precision that it has not. */
export function inspectReaderFolder(path: string, wish = rewardWish()): Promise<TextFolder> {
  return inspectTextFolder(path, wish);
}

export async function looksLikeClassifier(path: string): Promise<boolean> {
  return isClassifier(await configOf(path));
}

/** By the class of its network: one that writes word after word. */
export async function looksLikeLanguageModel(path: string): Promise<boolean> {
  const architectures = (await configOf(path))["architectures"];
  return Array.isArray(architectures) && architectures.some((name) => /(ForCausalLM|LMHeadModel)$/u.test(String(name)));
}

async function configOf(path: string): Promise<JsonObject> {
  const config = await readJson(path, "config.json").catch(() => undefined);
  return isObject(config) ? config : {};
}
