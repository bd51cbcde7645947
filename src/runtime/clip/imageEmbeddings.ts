/** What a CLIP sees in images, each looked at once. */
import { createHash } from "node:crypto";
import type { RgbaImage } from "../../diffusion/image.ts";
import { throwIfAborted } from "../../errors.ts";
import { latestKept } from "../keepLatest.ts";
import type { ImageEncoder } from "./clipEncoders.ts";
import { type Preparation, writePixels } from "./preparation.ts";

export type ImageEmbeddings = (
  images: readonly RgbaImage[],
  signal: AbortSignal | undefined,
) => Promise<readonly Float64Array[]>;

/** Images whose embeddings are kept by what they show: a reward may ask for several prompts, and sends its images each time. */
const kept = 1024;

/**
 * Embeddings at a length of 1, [width] each, in the order of the images. Each content is embedded once. Pixels that are the same array are not even
 * looked at again for as long as somebody keeps them, so they must not change. The signal ends it between two runs of the graph.
 */
export function imageEmbeddings(
  encoder: Pick<ImageEncoder, "images" | "batch">,
  preparation: Preparation,
): ImageEmbeddings {
  /** By pixels: copies of a particle share theirs. */
  const known = new WeakMap<Uint8ClampedArray, Float64Array>();
  const byContent = latestKept<string, Float64Array>(kept);
  const area = 3 * preparation.height * preparation.width;
  return async (images, signal) => {
    const unseen = Map.groupBy(
      images.filter(({ data }) => !known.has(data)),
      contentOf,
    );
    const distinct = [...unseen].filter(([content, alike]) => {
      const embedding = byContent.get(content);
      if (embedding !== undefined) for (const { data } of alike) known.set(data, embedding);
      return embedding === undefined;
    });
    for (let from = 0; from < distinct.length; from += encoder.batch) {
      throwIfAborted(signal);
      const contents = distinct.slice(from, from + encoder.batch);
      const part = contents.map(([, [image]]) => image!);
      const pixels = new Float32Array(part.length * area);
      part.forEach((image, row) => writePixels(image, preparation, pixels.subarray(row * area, (row + 1) * area)));
      const embeddings = await encoder.images(pixels, part.length);
      for (const [row, [content, alike]] of contents.entries()) {
        const embedding = unit(embeddings[row]!);
        byContent.set(content, embedding);
        for (const { data } of alike) known.set(data, embedding);
      }
    }
    return images.map(({ data }) => known.get(data)!);
  };
}

function contentOf({ width, height, data }: RgbaImage): string {
  return `${width} × ${height} ${createHash("sha256").update(data).digest("base64")}`;
}

/** Embeddings of as many images of nothing as show whether the network takes several at once. */
export function seeBlank(
  { images, batch }: Pick<ImageEncoder, "images" | "batch">,
  { width, height }: Preparation,
): Promise<Float32Array[]> {
  const count = Math.min(2, batch);
  return images(new Float32Array(count * 3 * width * height), count);
}

/** At a length of 1, as the cosine has it. */
export function unit(embedding: Float32Array): Float64Array {
  const values = Float64Array.from(embedding);
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}
