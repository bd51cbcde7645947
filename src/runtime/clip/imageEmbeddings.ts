/** What a CLIP sees in images, each looked at once. */
import type { RgbaImage } from "../../diffusion/image.ts";
import { seenOnce } from "../image/seenOnce.ts";
import type { ImageEncoder } from "./clipEncoders.ts";
import { type Preparation, writePixels } from "./preparation.ts";

export type ImageEmbeddings = (
  images: readonly RgbaImage[],
  signal: AbortSignal | undefined,
) => Promise<readonly Float64Array[]>;

/** Embeddings at a length of 1, [width] each, in the order of the images; each content is embedded once, as `seenOnce` has it. */
export function imageEmbeddings(
  encoder: Pick<ImageEncoder, "images" | "batch">,
  preparation: Preparation,
): ImageEmbeddings {
  const area = 3 * preparation.height * preparation.width;
  return seenOnce(
    async (images: readonly RgbaImage[]) => {
      const pixels = new Float32Array(images.length * area);
      images.forEach((image, row) => writePixels(image, preparation, pixels.subarray(row * area, (row + 1) * area)));
      return (await encoder.images(pixels, images.length)).map(unit);
    },
    { batch: encoder.batch },
  );
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
