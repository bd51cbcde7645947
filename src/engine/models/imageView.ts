/** An image as it is shown and stored: a PNG, small while the run goes on. */
import type { ImageSample, RgbaImage } from "../../diffusion/image.ts";
import type { ImageView } from "../../protocol/run.ts";
import { encodePng } from "../../png/png.ts";
import { resized } from "../../rewards/resized.ts";

/** Pixels of a side, while the run goes on. */
const mostPixels = 256;

/** Copies of a particle share their pixels, and their PNG. */
const known = new WeakMap<Uint8ClampedArray, { small?: string; full?: string }>();

export function imageView(sample: ImageSample, inFull: boolean): ImageView {
  const { width, height, data } = sample;
  const pngs = known.get(data) ?? {};
  known.set(data, pngs);
  const png = inFull
    ? (pngs.full ??= pngText(sample, false))
    : (pngs.small ??= pngText(reducedTo(mostPixels, sample), true));
  return { modality: "image", width, height, png };
}

/** A PNG file, base64. */
export function pngText(image: RgbaImage, quick: boolean): string {
  return Buffer.from(encodePng(image, { quick })).toString("base64");
}

/** With no side longer than `most` pixels. */
export function reducedTo(most: number, image: RgbaImage): RgbaImage {
  const times = Math.ceil(Math.max(image.width, image.height) / most);
  return resized(image, Math.max(1, Math.floor(image.width / times)), Math.max(1, Math.floor(image.height / times)));
}
