/** A reader's tokens: any text in, ids out, in parts that fit its window; what spells a special token is letters like others. */
import { Tokenizer } from "@huggingface/tokenizers";
import { join } from "node:path";
import { messageOf, SteeringError } from "../../errors.ts";
import { asString, isObject, type JsonObject, readJson } from "../folders/json.ts";
import { highestToken } from "../folders/highestToken.ts";
import { readTokenizerFile } from "../folders/tokenizerFile.ts";
import { spellingsOf } from "../folders/tokenRoles.ts";

export interface ReaderTokens {
  /** What stands before and after the tokens of each part, as the tokenizer's own template has it. */
  readonly lead: readonly number[];
  readonly trail: readonly number[];
  readonly padId: number;
  /** The highest number of a token that a text may become. */
  readonly highestId: number;
  /** A framed row of so many tokens, to try a graph with; another one for each `from`. */
  sample(size: number, from?: number): readonly number[];
  /** Without what frames it; none for a text without words. */
  encode(text: string): readonly number[];
}

/** Throws `model-tokenizer` where the folder's tokenizer cannot be read. */
export async function readReaderTokens(folder: string): Promise<ReaderTokens> {
  const file = join(folder, "tokenizer.json");
  const description = (await readTokenizerFile(folder)) ?? {};
  const tokenizerConfig = (await readJson(folder, "tokenizer_config.json")) ?? {};
  const tokensMap = await readJson(folder, "special_tokens_map.json");
  const added = Array.isArray(description["added_tokens"]) ? description["added_tokens"].filter(isObject) : [];
  const letters = { ...description, added_tokens: added.filter((token) => token["special"] !== true) };
  try {
    const options = optionsOf(description, tokenizerConfig);
    const whole = new Tokenizer(description, options);
    const plain = new Tokenizer(letters, options);
    const encode = (text: string): readonly number[] =>
      text === "" ? [] : plain.encode(text.toWellFormed(), { add_special_tokens: false }).ids;
    const [pad] = spellingsOf("pad_token", { tokenizerConfig, tokensMap });
    const { lead, trail } = frameOf(whole);
    return {
      ...{ lead, trail, encode },
      padId: (pad === undefined ? undefined : whole.token_to_id(pad)) ?? 0,
      highestId: highestToken(letters),
      sample(size, from = 0) {
        const words = [...encode("the cat sat on the mat and then it was a very nice day"), 0];
        const room = Math.max(1, size - lead.length - trail.length);
        const inner = Array.from({ length: room }, (_, place) => words[(from + place) % words.length]!);
        return [...lead, ...inner, ...trail].slice(0, size);
      },
    };
  } catch (error) {
    throw new SteeringError(
      "model-tokenizer",
      `${file} cannot be read as a tokenizer: ${messageOf(error)}. Its kind is not built in, or the file is damaged: save it anew with transformers (AutoTokenizer), or choose another model.`,
      { details: { file }, cause: error },
    );
  }
}

/** The library looks for WordLevel's unknown token in the configuration, where it need not be. */
function optionsOf({ model }: JsonObject, tokenizerConfig: JsonObject): JsonObject {
  const unknown = isObject(model) ? asString(model["unk_token"]) : undefined;
  return { ...(unknown === undefined ? {} : { unk_token: unknown }), ...tokenizerConfig };
}

/** What the template puts around a word. */
function frameOf(tokenizer: Tokenizer): Pick<ReaderTokens, "lead" | "trail"> {
  const framed: readonly number[] = tokenizer.encode("a", { add_special_tokens: true }).ids;
  const bare: readonly number[] = tokenizer.encode("a", { add_special_tokens: false }).ids;
  const at = framed.findIndex((_, from) => bare.every((id, place) => framed[from + place] === id));
  return at < 0 ? { lead: [], trail: [] } : { lead: framed.slice(0, at), trail: framed.slice(at + bare.length) };
}

/** Rows of a text: one, or several of about the same length where it is longer than the window. An empty text is one row of its frame, or where nothing frames it of one `padId`. */
export function windowed(
  tokens: readonly number[],
  { lead, trail, padId }: Pick<ReaderTokens, "lead" | "trail" | "padId">,
  window: number,
): number[][] {
  if (tokens.length + lead.length + trail.length === 0) return [[padId]];
  const room = Math.max(1, window - lead.length - trail.length);
  const parts = Math.max(1, Math.ceil(tokens.length / room));
  const length = Math.ceil(tokens.length / parts);
  return Array.from({ length: parts }, (_, part) => [
    ...lead,
    ...tokens.slice(part * length, (part + 1) * length),
    ...trail,
  ]);
}
