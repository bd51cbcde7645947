/** Images side by side, in rows, small ones enlarged by whole times. Pure. */
import type { RgbaImage } from "../diffusion/image.ts";

/** Pixels of a side that an image has at least, and of the gap between two. */
const least = 128;
const gap = 4;

/** All of one size. */
export function contactSheet(images: readonly RgbaImage[]): RgbaImage {
  const [first] = images;
  if (first === undefined) return { width: 1, height: 1, data: new Uint8ClampedArray(4) };
  const times = Math.max(1, Math.ceil(least / Math.max(first.width, first.height)));
  const [across, down] = [first.width * times, first.height * times];
  const columns = Math.ceil(Math.sqrt(images.length));
  const rows = Math.ceil(images.length / columns);
  const width = columns * (across + gap) - gap;
  const height = rows * (down + gap) - gap;
  const data = new Uint8ClampedArray(4 * width * height).fill(255);
  images.forEach((image, index) => {
    const left = (index % columns) * (across + gap);
    const top = Math.floor(index / columns) * (down + gap);
    for (let y = 0; y < down; y += 1) {
      for (let x = 0; x < across; x += 1) {
        const from = 4 * (Math.floor(y / times) * image.width + Math.floor(x / times));
        data.set(image.data.subarray(from, from + 4), 4 * ((top + y) * width + left + x));
      }
    }
  });
  return { width, height, data };
}
