/** A CLIP: how near images are to what they are to show. */
import { SteeringError } from "../../errors.ts";
import type { RewardImageSample } from "../../rewards/reward.ts";
import { cutNotice, type PromptTokenizer, readPromptTokenizer } from "../image/prompt/promptTokens.ts";
import { onCpu } from "../device/rewardDevice.ts";
import { asId } from "../folders/json.ts";
import { keepLatestMade } from "../keepLatest.ts";
import { type ClipEncoders, openClipEncoders } from "./clipEncoders.ts";
import { type ClipFolder, partOf, readClip } from "./clipFolder.ts";
import { imageEmbeddings, seeBlank, unit } from "./imageEmbeddings.ts";
import type { Preparation } from "./preparation.ts";

export interface ClipRequest {
  /** Hears of a prompt that had to be cut, at every call. */
  readonly warn: (message: string) => void;
  /** Ends it between two runs of a graph. */
  readonly signal?: AbortSignal | undefined;
}

export interface ClipModel extends AsyncDisposable {
  /** Shows it images and a prompt. Throws `model-signature` where its parts do not fit each other. */
  rehearse(): Promise<void>;
  /**
   * The cosine of the embeddings of each image and of its own prompt, in [−1, 1], in the order of the images. Each content is
   * embedded once; pixels that are the same array are not looked at again, so they must not change.
   */
  similarity(images: readonly RewardImageSample[], request: ClipRequest): Promise<number[]>;
}

/** Prompts whose embeddings are kept. */
const kept = 64;

/** Throws `model-corrupt`, `model-signature` or `model-tokenizer`, each with what to do about it. */
export async function openClipModel(folder: ClipFolder, device = onCpu): Promise<ClipModel> {
  const { path } = folder;
  const { config, family, preparation } = await readClip(folder);
  await using cleanup = new AsyncDisposableStack();
  const encoders = cleanup.use(await openClipEncoders(folder, preparation, family, device));
  const length = encoders.tokens ?? asId(partOf(config, "text_config")["max_position_embeddings"]) ?? family.length;
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
): Pick<ClipModel, "similarity" | "rehearse"> {
  const seen = imageEmbeddings(encoders, preparation);
  const textOf = keepLatestMade(kept, async (prompt: string) => unit(await encoders.text(tokenizer.tokensOf(prompt))));
  return {
    async rehearse() {
      const [image] = await seeBlank(encoders, preparation);
      const ids = Array<number>(tokenizer.length).fill(tokenizer.highestId);
      const text = await encoders.text({ ids, used: ids.length });
      if (text.length !== image!.length) throw differentWidths(path, text.length, image!.length);
    },
    async similarity(images, { warn, signal }) {
      const cosines = new Map<RewardImageSample, number>();
      // Prompt by prompt: what is beside an image in a run is its own group's, so a group scores as it would alone.
      for (const [prompt, group] of Map.groupBy(images, (image) => image.prompt)) {
        const notice = cutNotice(prompt, tokenizer, `the CLIP model ${name}`);
        if (notice !== undefined) warn(notice);
        const text = await textOf(prompt);
        const embedded = await seen(group, signal);
        for (const [index, image] of group.entries()) {
          const own = embedded[index]!;
          if (text.length !== own.length) throw differentWidths(path, text.length, own.length);
          cosines.set(
            image,
            text.reduce((sum, value, i) => sum + value * own[i]!, 0),
          );
        }
      }
      return images.map((image) => cosines.get(image)!);
    },
  };
}

function differentWidths(path: string, text: number, image: number): SteeringError {
  return new SteeringError(
    "model-signature",
    `The encoders in ${path} do not belong together: a prompt becomes ${text} numbers and an image ${image}. Take both from one model.`,
    { details: { path } },
  );
}
