/** Images side by side, in rows: small ones enlarged by whole times, and so many large ones reduced that the whole can be opened. Pure. */
import type { RgbaImage } from "../diffusion/image.ts";
import { resized } from "../rewards/resized.ts";

/** Pixels of a side that an image has at least, and of the gap between two. */
const least = 128;
const gap = 4;
/** Pixels of a sheet's longer side, where several images are on it. */
const longest = 4096;

/** A sheet that images are put on one after the other, in their order. */
export interface Sheet {
  readonly image: RgbaImage;
  add(image: RgbaImage): void;
}

/** All of one size. */
export function contactSheet(images: readonly RgbaImage[]): RgbaImage {
  const [first] = images;
  if (first === undefined) return { width: 1, height: 1, data: new Uint8ClampedArray(4) };
  const sheet = openSheet(first, images.length);
  for (const image of images) sheet.add(image);
  return sheet.image;
}

/** Room for so many images of one size, at least one. */
export function openSheet({ width, height }: Pick<RgbaImage, "width" | "height">, count: number): Sheet {
  const columns = Math.ceil(Math.sqrt(count));
  const rows = Math.ceil(count / columns);
  const most = count === 1 ? Infinity : Math.floor((longest + gap) / columns) - gap;
  const longer = Math.max(width, height);
  const [times, part] = [
    Math.max(1, Math.ceil(least / longer)),
    Math.max(1, Math.ceil(longer / Math.max(least, most))),
  ];
  const [across, down] = [width, height].map((side) => Math.max(1, Math.floor(side / part)) * times) as [
    number,
    number,
  ];
  const whole = columns * (across + gap) - gap;
  const data = new Uint8ClampedArray(4 * whole * (rows * (down + gap) - gap)).fill(255);
  const pixels = new Uint32Array(data.buffer);
  let index = 0;
  return {
    image: { width: whole, height: rows * (down + gap) - gap, data },
    add(image) {
      const shown = part === 1 ? image : resized(image, across / times, down / times);
      // A copy lies where whole pixels can be read.
      const source = new Uint32Array(Uint8ClampedArray.from(shown.data).buffer);
      const [left, top] = [(index % columns) * (across + gap), Math.floor(index / columns) * (down + gap)];
      index += 1;
      for (let y = 0; y < down; y += 1) {
        const row = source.subarray(Math.floor(y / times) * shown.width, (Math.floor(y / times) + 1) * shown.width);
        const at = (top + y) * whole + left;
        if (times === 1) pixels.set(row, at);
        else for (let x = 0; x < across; x += 1) pixels[at + x] = row[Math.floor(x / times)]!;
      }
    },
  };
}
