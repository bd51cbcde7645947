/** A CLIP: how near images are to what they are to show. */
import { join } from "node:path";
import { SteeringError, throwIfAborted } from "../../errors.ts";
import type { RewardImageSample } from "../../rewards/reward.ts";
import { cutNotice, type PromptTokenizer, readPromptTokenizer } from "../image/prompt/promptTokens.ts";
import { asId, isObject, type JsonObject, readJson } from "../folders/json.ts";
import { keepLatest } from "../keepLatest.ts";
import { type ClipEncoders, openClipEncoders } from "./clipEncoders.ts";
import { type ClipFolder, readPreparation } from "./clipFolder.ts";
import { parsePreparation, type Preparation, writePixels } from "./preparation.ts";

export interface ClipRequest {
  /** Hears of a prompt that had to be cut, at every call. */
  readonly warn: (message: string) => void;
  /** Ends it between two runs of a graph. */
  readonly signal?: AbortSignal | undefined;
}

export interface ClipModel extends AsyncDisposable {
  /**
   * The cosine of the embeddings of each image and of its own prompt, in [−1, 1], in the order of the images. Pixels that are the same array
   * are embedded once for as long as somebody keeps them, so they must not change.
   */
  similarity(images: readonly RewardImageSample[], request: ClipRequest): Promise<number[]>;
}

/** Prompts whose embeddings are kept. */
const kept = 64;

/** Throws `model-corrupt`, `model-signature` or `model-tokenizer`, each with what to do about it. */
export async function openClipModel(folder: ClipFolder): Promise<ClipModel> {
  const { path } = folder;
  const config = (await readJson(path, "config.json")) ?? {};
  const preparation = parsePreparation(
    await readPreparation(path, folder.preparation),
    join(path, folder.preparation),
    asId(partOf(config, "vision_config")["image_size"]),
  );
  await using cleanup = new AsyncDisposableStack();
  const encoders = cleanup.use(await openClipEncoders(folder, preparation));
  const length = encoders.tokens ?? asId(partOf(config, "text_config")["max_position_embeddings"]);
  const tokenizer = await readPromptTokenizer(path, "", length);
  const loaded = cleanup.move();
  return {
    ...clipModel(folder, { encoders, tokenizer, preparation }),
    [Symbol.asyncDispose]: () => loaded.disposeAsync(),
  };
}

interface ClipParts {
  readonly encoders: ClipEncoders;
  readonly tokenizer: PromptTokenizer;
  readonly preparation: Preparation;
}

function clipModel(
  { path, name }: ClipFolder,
  { encoders, tokenizer, preparation }: ClipParts,
): Pick<ClipModel, "similarity"> {
  const textOf = keepLatest(kept, async (prompt: string) => unit(await encoders.text(tokenizer.tokensOf(prompt))));
  /** By pixels: copies of a particle share theirs. */
  const known = new WeakMap<Uint8ClampedArray, Float64Array>();

  /** Embeds what is not known yet, so that all are in `known`. */
  async function look(images: readonly RewardImageSample[], signal: AbortSignal | undefined): Promise<void> {
    const unseen = images.filter(({ data }) => !known.has(data));
    const distinct = [...new Map(unseen.map((image) => [image.data, image])).values()];
    const area = 3 * preparation.height * preparation.width;
    for (let from = 0; from < distinct.length; from += encoders.batch) {
      throwIfAborted(signal);
      const part = distinct.slice(from, from + encoders.batch);
      const pixels = new Float32Array(part.length * area);
      part.forEach((image, row) => writePixels(image, preparation, pixels.subarray(row * area, (row + 1) * area)));
      const embeddings = await encoders.images(pixels, part.length);
      part.forEach(({ data }, row) => known.set(data, unit(embeddings[row]!)));
    }
  }

  return {
    async similarity(images, { warn, signal }) {
      const cosines = new Map<RewardImageSample, number>();
      // Prompt by prompt: what is beside an image in a run is its own group's, so a group scores as it would alone.
      for (const [prompt, group] of Map.groupBy(images, (image) => image.prompt)) {
        const notice = cutNotice(tokenizer.tokensOf(prompt), tokenizer, `the CLIP model ${name}`);
        if (notice !== undefined) warn(notice);
        const text = await textOf(prompt);
        await look(group, signal);
        for (const image of group) {
          const seen = known.get(image.data)!;
          if (text.length !== seen.length) throw differentWidths(path, text.length, seen.length);
          cosines.set(
            image,
            text.reduce((sum, value, i) => sum + value * seen[i]!, 0),
          );
        }
      }
      return images.map((image) => cosines.get(image)!);
    },
  };
}

/** At a length of 1, as the cosine has it. */
function unit(embedding: Float32Array): Float64Array {
  const values = Float64Array.from(embedding);
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

function partOf(config: JsonObject, name: string): JsonObject {
  const part = config[name];
  return isObject(part) ? part : {};
}

function differentWidths(path: string, text: number, image: number): SteeringError {
  return new SteeringError(
    "model-signature",
    `The encoders in ${path} do not belong together: a prompt becomes ${text} numbers and an image ${image}. Take both from one model.`,
    { details: { path } },
  );
}
