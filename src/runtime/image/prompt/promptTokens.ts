/** Prompts cut into a text encoder's tokens and filled up to its length. */
import { Tokenizer } from "@huggingface/tokenizers";
import { readText } from "../../folders/openFile.ts";
import { join } from "node:path";
import { beginningOf } from "../../../cutText.ts";
import { messageOf, SteeringError } from "../../../errors.ts";
import { asId, isMissing, type JsonObject, readJson } from "../../folders/json.ts";
import { highestToken } from "../../folders/highestToken.ts";
import { addedSpellings, type RoleFiles, spellingsOf } from "../../folders/tokenRoles.ts";
import { clipEnd, clipTokenizer } from "./clipTokenizer.ts";

export interface PromptTokens {
  /** As many as the encoder takes. */
  readonly ids: readonly number[];
  /** How many of them are the prompt's: padding comes after. */
  readonly used: number;
  /** How many tokens were too many, and were left out. */
  readonly left: number;
}

export interface PromptTokenizer {
  readonly length: number;
  /** The highest number of a token that a prompt may become. */
  readonly highestId: number;
  tokensOf(prompt: string): PromptTokens;
}

/** CLIP's. */
const usualLength = 77;

/**
 * @param part the tokenizer's folder in the model's: `tokenizer_2`
 * @param fixed tokens that the encoder's graph takes, where it says so
 * @throws SteeringError `model-tokenizer` for files that are no tokenizer
 */
export async function readPromptTokenizer(
  folder: string,
  part: string,
  fixed: number | undefined,
): Promise<PromptTokenizer> {
  const path = join(folder, part);
  const config = (await readJson(path, "tokenizer_config.json")) ?? {};
  const files: RoleFiles = { tokenizerConfig: config, tokensMap: await readJson(path, "special_tokens_map.json") };
  const spelled = (role: string): string | undefined => spellingsOf(role, files)[0];
  const special = [spelled("pad_token"), spelled("unk_token"), ...addedSpellings(files)];
  const described = await readJson(path, "tokenizer.json");
  const description = described ?? (await describeClip(path, special)) ?? {};
  let tokenizer: Tokenizer;
  try {
    tokenizer = new Tokenizer(description, config);
  } catch (error) {
    const file = join(path, "tokenizer.json");
    const sentence = `${file} cannot be read as a tokenizer: ${messageOf(error)}. Its kind is not built in, or the file is damaged: save it anew with transformers (AutoTokenizer), or choose another model.`;
    throw new SteeringError("model-tokenizer", sentence, { details: { file }, cause: error });
  }
  const idOf = (role: string): number | undefined => {
    const token = spelled(role);
    return token === undefined ? undefined : asId(tokenizer.token_to_id(token));
  };
  const length = fixed ?? lengthOf(config["model_max_length"]);
  // CLIP's tokenizer ends with its own end where older files name none.
  const end = idOf("eos_token") ?? (described === undefined ? asId(tokenizer.token_to_id(clipEnd)) : undefined);
  const padding = idOf("pad_token") ?? end ?? 0;
  return {
    length,
    highestId: highestToken(description),
    tokensOf(prompt) {
      const all: readonly number[] = tokenizer.encode(prompt, { add_special_tokens: true }).ids;
      const used = Math.min(all.length, length);
      if (all.length <= length) {
        return { ids: Array.from({ length }, (_, place) => all[place] ?? padding), used, left: 0 };
      }
      // As CLIP's own tokenizer cuts: the end token stays the last.
      const last = all.at(-1) === end ? all.slice(-1) : [];
      return { ids: [...all.slice(0, length - last.length), ...last], used, left: all.length - length };
    },
  };
}

/** Characters of a prompt by which it is told from the others of a run. */
const shown = 40;

/** What to say of a prompt that was cut, if it was; `reader` reads the rest. A run may have several, the negative one among them. */
export function cutNotice(prompt: string, tokenizer: PromptTokenizer, reader: string): string | undefined {
  const { left } = tokenizer.tokensOf(prompt);
  if (left === 0) return undefined;
  const beginning = beginningOf(prompt.replaceAll(/\s+/gu, " ").trim(), shown);
  return `The prompt “${beginning}…” is ${left} ${left === 1 ? "token" : "tokens"} longer than the ${tokenizer.length} that ${reader} reads: its end is left out.`;
}

/** The older form of CLIP's tokenizer: `vocab.json` and `merges.txt`. Undefined where they are not there. */
async function describeClip(path: string, special: readonly (string | undefined)[]): Promise<JsonObject | undefined> {
  const vocabulary = await readJson(path, "vocab.json");
  if (vocabulary === undefined) return undefined;
  try {
    return clipTokenizer(vocabulary, await readText(join(path, "merges.txt")), special);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** `model_max_length` is 10^30 where nobody set it. */
function lengthOf(stated: unknown): number {
  const length = asId(stated);
  return length !== undefined && length >= 1 && length <= 1024 ? length : usualLength;
}
