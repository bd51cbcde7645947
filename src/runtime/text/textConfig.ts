/** What `config.json` and `tokenizer_config.json` say of a text model that is not about tokens' spelling. */
import { asBoolean, asId, asNumber, asString, isObject, type JsonObject, readJson } from "../folders/json.ts";

export interface TextConfig {
  readonly title: string | undefined;
  readonly description: string | undefined;
  /** Tokens in one sequence, special tokens included. */
  readonly maxLength: number;
  /** Temperature of token draws that suits the model. */
  readonly drawTemperature: number;
  /** The model ends a text by itself and fills what is left with its end token. */
  readonly endFill: boolean;
  /** Columns of the logits, if the model says so; may exceed the tokenizer's vocabulary (padding). */
  readonly vocabularySize: number | undefined;
  /** False: the network has an input for the time and ignores it (MDLM's `time_conditioning`). */
  readonly timeConditioning: boolean | undefined;
  readonly padId: number | undefined;
}

/** Where models write their sequence length; the smallest that is plausible holds (RoBERTa's table is 2 too long). */
const lengthFields = ["max_position_embeddings", "n_positions", "max_seq_len", "max_length", "model_length", "length"];
const fallbackLength = 512;
/** `model_max_length` is 10^30 where nobody set it. */
const longest = 1_000_000;

/** Reads a folder's configuration. Throws `model-corrupt` for a file that is no JSON. */
export async function readTextConfig(folder: string): Promise<TextConfig> {
  const config = (await readJson(folder, "config.json")) ?? {};
  const tokenizer = (await readJson(folder, "tokenizer_config.json")) ?? {};
  const own: JsonObject = isObject(config["fk_steering"]) ? config["fk_steering"] : {};
  const lengths = [...lengthFields.map((field) => config[field]), tokenizer["model_max_length"]]
    .map((value) => asNumber(value, 2, longest))
    .filter((value) => value !== undefined);
  return {
    title: asString(own["name"]),
    description: asString(own["description"]),
    maxLength: lengths.length > 0 ? Math.floor(Math.min(...lengths)) : fallbackLength,
    drawTemperature: asNumber(own["draw_temperature"], 0, 10) ?? 1,
    endFill: asBoolean(own["end_fill"]) ?? false,
    vocabularySize: asId(config["vocab_size"]),
    timeConditioning: asBoolean(config["time_conditioning"]),
    padId: asId(config["pad_token_id"]),
  };
}
