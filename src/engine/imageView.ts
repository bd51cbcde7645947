/** An image as it is shown and stored: a PNG, small while the run goes on. */
import type { ImageSample, RgbaImage } from "../diffusion/image.ts";
import type { ImageView } from "../protocol/run.ts";
import { encodePng } from "../png/png.ts";
import { resized } from "../rewards/resized.ts";

/** Pixels of a side, while the run goes on. */
const mostPixels = 256;

/** Copies of a particle share their pixels, and their PNG. */
const known = new WeakMap<Uint8ClampedArray, { small?: string; full?: string }>();

export function imageView(sample: ImageSample, inFull: boolean): ImageView {
  const { width, height, data } = sample;
  const pngs = known.get(data) ?? {};
  known.set(data, pngs);
  const png = inFull ? (pngs.full ??= base64(sample, false)) : (pngs.small ??= base64(reduced(sample), true));
  return { modality: "image", width, height, png };
}

function base64(image: RgbaImage, quick: boolean): string {
  return Buffer.from(encodePng(image, { quick })).toString("base64");
}

/** No side is longer than it may be. */
function reduced(image: RgbaImage): RgbaImage {
  const times = Math.ceil(Math.max(image.width, image.height) / mostPixels);
  return resized(image, Math.floor(image.width / times), Math.floor(image.height / times));
}
