/** An image as it is shown and stored: a PNG, small while the run goes on. */
import type { ImageSample, RgbaImage } from "../diffusion/image.ts";
import type { ImageView } from "../protocol/run.ts";
import { encodePng } from "../png/png.ts";

/** Pixels of a side, while the run goes on. */
const mostPixels = 256;

/** Copies of a particle share their pixels, and their PNG. */
const known = new WeakMap<Uint8ClampedArray, { small?: string; full?: string }>();

export function imageView(sample: ImageSample, inFull: boolean): ImageView {
  const { width, height, data } = sample;
  const pngs = known.get(data) ?? {};
  known.set(data, pngs);
  const png = inFull ? (pngs.full ??= base64(sample)) : (pngs.small ??= base64(reduced(sample)));
  return { modality: "image", width, height, png };
}

function base64(image: RgbaImage): string {
  return Buffer.from(encodePng(image)).toString("base64");
}

/** The mean of whole squares of pixels, so that no side is longer than it may be. */
export function reduced(image: RgbaImage): RgbaImage {
  const times = Math.ceil(Math.max(image.width, image.height) / mostPixels);
  if (times <= 1) return image;
  const [width, height] = [Math.floor(image.width / times), Math.floor(image.height / times)];
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let channel = 0; channel < 4; channel += 1) {
        let sum = 0;
        for (let dy = 0; dy < times; dy += 1) {
          for (let dx = 0; dx < times; dx += 1) {
            sum += image.data[4 * ((y * times + dy) * image.width + x * times + dx) + channel]!;
          }
        }
        data[4 * (y * width + x) + channel] = sum / times ** 2;
      }
    }
  }
  return { width, height, data };
}
