/** How a folder describes its tokenizer: `tokenizer.json`, or a protein model's list of tokens. */
import { join } from "node:path";
import { asString, type JsonObject, isMissing, readJson } from "./json.ts";
import { readText } from "./openFile.ts";

/** The file that describes the tokenizer of a folder with these names; undefined where none does. */
export function tokenizerFileOf(names: readonly string[], config: JsonObject | undefined): string | undefined {
  if (names.includes("tokenizer.json")) return "tokenizer.json";
  return isProtein(config) && names.includes("vocab.txt") ? "vocab.txt" : undefined;
}

/** As `tokenizer.json` has it; undefined where the folder does not say. Throws `model-corrupt` for a file that is no JSON. */
export async function readTokenizerFile(folder: string): Promise<JsonObject | undefined> {
  const described = await readJson(folder, "tokenizer.json");
  if (described !== undefined || !isProtein(await readJson(folder, "config.json"))) return described;
  try {
    return describeLetters(await readText(join(folder, "vocab.txt")));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** ESM's tokenizer has no other form in transformers (5.18), which makes no tokenizer.json of it. */
function isProtein(config: JsonObject | undefined): boolean {
  return asString(config?.["model_type"]) === "esm";
}

/** Letters one by one, whatever stands between them: what transformers.js's scripts/extra/esm.py writes of the same list. */
function describeLetters(list: string): JsonObject {
  const tokens = list
    .split(/\r?\n/u)
    .map((line) => line.trim())
    .filter((token) => token !== "");
  const vocab = Object.fromEntries(tokens.map((token, id) => [token, id]));
  const added = tokens.map((content, id) => {
    const special = content.startsWith("<") && content.endsWith(">");
    return { id, content, special, normalized: !special, single_word: false, lstrip: false, rstrip: false };
  });
  const [lead, trail] = ["<cls>", "<eos>"];
  const framed = (id: string): JsonObject => ({ SpecialToken: { id, type_id: 0 } });
  return {
    added_tokens: added,
    normalizer: null,
    pre_tokenizer: { type: "BertPreTokenizer" },
    model: {
      type: "WordPiece",
      vocab,
      unk_token: "<unk>",
      continuing_subword_prefix: "",
      max_input_chars_per_word: 1e9,
    },
    post_processor: {
      type: "TemplateProcessing",
      single: [framed(lead), { Sequence: { id: "A", type_id: 0 } }, framed(trail)],
      pair: [],
      special_tokens: Object.fromEntries(
        [lead, trail].map((token) => [token, { id: token, ids: [vocab[token] ?? 0], tokens: [token] }]),
      ),
    },
    decoder: null,
  };
}
