/** What `config.json` and `tokenizer_config.json` say of a text model that is not about tokens' spelling. */
import { asBoolean, asId, asNumber, asString, isObject, type JsonObject, readJson } from "../folders/json.ts";
import { type Conventions, conventionsOf } from "./conventions.ts";

export interface TextConfig {
  readonly title: string | undefined;
  readonly description: string | undefined;
  /** "bert" */
  readonly family: string | undefined;
  /** Temperature of token draws that suits the model. */
  readonly drawTemperature: number;
  /** The model ends a text by itself and fills what is left with its end token. */
  readonly endFill: boolean;
  /** Columns of the logits, if the model says so; may exceed the tokenizer's vocabulary (padding). */
  readonly vocabularySize: number | undefined;
  readonly padId: number | undefined;
  readonly conventions: Conventions;
}

/** Reads a folder's configuration. Throws `model-corrupt` for a file that is no JSON. */
export async function readTextConfig(folder: string): Promise<TextConfig> {
  const [config = {}, generation = {}, tokenizer = {}] = await Promise.all(
    ["config.json", "generation_config.json", "tokenizer_config.json"].map((name) => readJson(folder, name)),
  );
  const own: JsonObject = isObject(config["fk_steering"]) ? config["fk_steering"] : {};
  return {
    title: asString(own["name"]),
    description: asString(own["description"]),
    family: asString(config["model_type"]),
    drawTemperature: asNumber(own["draw_temperature"], 0, 10) ?? 1,
    endFill: asBoolean(own["end_fill"]) ?? false,
    vocabularySize: asId(config["vocab_size"]),
    padId: asId(config["pad_token_id"]),
    conventions: conventionsOf({ config, generation, tokenizer }),
  };
}
