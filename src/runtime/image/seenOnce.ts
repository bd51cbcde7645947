/** What a network says of images, each content asked once: copies of a particle, and what did not change between two scored steps. */
import { createHash } from "node:crypto";
import type { RgbaImage } from "../../diffusion/image.ts";
import { throwIfAborted } from "../../errors.ts";
import { latestKept } from "../keepLatest.ts";

/** Images whose answers are kept by what they show: a reward may ask for several prompts, and sends its images each time. */
const kept = 1024;

export interface SeenOnceOptions<Image> {
  /** Images a call of the network. */
  readonly batch: number;
  /** What the answer rests on beside the pixels. Default: nothing. */
  readonly told?: (image: Image) => string;
}

/**
 * Answers in the order of the images. Pixels that are the same array are not even looked at again for as long as somebody keeps them, so they must not
 * change. The signal ends it between two calls of the network.
 */
export function seenOnce<Image extends RgbaImage, Answer>(
  see: (images: readonly Image[]) => Promise<readonly Answer[]>,
  { batch, told = () => "" }: SeenOnceOptions<Image>,
): (images: readonly Image[], signal?: AbortSignal) => Promise<Answer[]> {
  /** By pixels: copies of a particle share theirs. */
  const byPixels = new WeakMap<Uint8ClampedArray, Map<string, Answer>>();
  const byContent = latestKept<string, Answer>(kept);
  const isKnown = (image: Image): boolean => byPixels.get(image.data)?.has(told(image)) === true;
  const keep = (images: readonly Image[], answer: Answer): void => {
    for (const image of images) {
      const answers = byPixels.get(image.data) ?? new Map<string, Answer>();
      byPixels.set(image.data, answers.set(told(image), answer));
    }
  };
  return async (images, signal) => {
    const unknown = Map.groupBy(
      images.filter((image) => !isKnown(image)),
      (image) => `${contentOf(image)} ${told(image)}`,
    );
    const unseen = [...unknown].filter(([content, alike]) => {
      if (!byContent.has(content)) return true;
      keep(alike, byContent.get(content) as Answer);
      return false;
    });
    for (let from = 0; from < unseen.length; from += batch) {
      throwIfAborted(signal);
      const part = unseen.slice(from, from + batch);
      const answers = await see(part.map(([, [image]]) => image!));
      for (const [row, [content, alike]] of part.entries()) {
        byContent.set(content, answers[row] as Answer);
        keep(alike, answers[row] as Answer);
      }
    }
    return images.map((image) => byPixels.get(image.data)!.get(told(image)) as Answer);
  };
}

function contentOf({ width, height, data }: RgbaImage): string {
  return `${width} × ${height} ${createHash("sha256").update(data).digest("base64")}`;
}
