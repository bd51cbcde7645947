/** The scorer of images by their prompts: a small network that comes with FK Steering. */
import { join } from "node:path";
import type { RewardImageSample } from "../../rewards/reward.ts";
import { asNumber, readJson } from "../folders/json.ts";
import { pixelValues } from "./pixels.ts";
import { seenOnce } from "./seenOnce.ts";
import { openSession } from "../onnx/session.ts";
import { resized } from "../../rewards/resized.ts";
import { Tokenizer } from "@huggingface/tokenizers";
import { messageOf, SteeringError } from "../../errors.ts";

export interface MatchModel {
  /** In [−1, 1], in the order of the images: 2 σ(logit) − 1. Each content is scored once for its prompt, as `seenOnce` has it. */
  match(images: readonly RewardImageSample[]): Promise<number[]>;
}

/** Images a run of the graph; each is scored for itself. */
const batch = 32;
const usualSize = 32;

/** Throws `model-missing`, `model-corrupt` or `model-tokenizer`. */
export async function openMatchModel(folder: string): Promise<MatchModel> {
  const tokensOf = await readWordTokens(folder);
  const session = await openSession(join(folder, "model.onnx"), { provider: "cpu", bytes: 0 });
  const size = asNumber((await readJson(folder, "config.json"))?.["image_size"], 8, 512) ?? usualSize;
  const match = async (unlike: readonly RewardImageSample[]): Promise<number[]> => {
    // A row alone rounds otherwise, and a score may not depend on what was seen before.
    const images = unlike.length === 1 ? [unlike[0]!, unlike[0]!] : unlike;
    const tokens = images.map(({ prompt }) => tokensOf(prompt));
    const pixels = new Float32Array(images.length * 3 * size * size);
    images.forEach((image, row) => pixelValues(resized(image, size, size), pixels, row));
    const ids = BigInt64Array.from(tokens.flat(), (id) => BigInt(id));
    const { data } = (await session.run(
      {
        pixel_values: { data: pixels, dimensions: [images.length, 3, size, size] },
        input_ids: { data: ids, dimensions: [images.length, tokens[0]!.length] },
      },
      "match",
    )) as { readonly data: Float32Array };
    return Array.from(unlike, (_, row) => 2 / (1 + Math.exp(-data[row]!)) - 1);
  };
  return { match: seenOnce(match, { batch, told: ({ prompt }) => prompt }) };
}

const usualLength = 12;

/** Throws `model-tokenizer` where the folder's tokenizer cannot be read. */
async function readWordTokens(folder: string): Promise<(text: string) => number[]> {
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
