/** Images in another size: the mean of what lies under each new pixel. Pure. */
import type { RewardImageSample } from "./reward.ts";

/** RGBA, row by row, 4 bytes a pixel. */
export type Pixels = Pick<RewardImageSample, "width" | "height" | "data">;

/** The image in another size: each new pixel is the mean of what lies under it. The image itself where it has the size. */
export function resized(image: Pixels, width: number, height: number): Pixels {
  if (![width, height].every((side) => Number.isInteger(side) && side >= 1)) {
    throw new RangeError(`An image of ${width} × ${height} pixels cannot be had: both must be whole numbers from 1.`);
  }
  if (image.width === width && image.height === height) return image;
  // Rows first: a row is one place of `4 * image.width` numbers, and what is left for the other direction is little.
  const low = averaged(image.data, { lines: 1, from: image.height, to: height, stride: 4 * image.width });
  const data = averaged(low, { lines: height, from: image.width, to: width, stride: 4 });
  return { width, height, data: new Uint8ClampedArray(data) };
}

interface Averaging {
  /** How many times there is such a line, one after the other. */
  readonly lines: number;
  /** Places of a line. */
  readonly from: number;
  readonly to: number;
  /** Numbers of a place. */
  readonly stride: number;
}

/** Each new place of a line is the mean of the old places under it, by how much of each is under it. */
function averaged(values: Uint8ClampedArray | Float64Array, { lines, from, to, stride }: Averaging): Float64Array {
  const scale = from / to;
  const result = new Float64Array(lines * to * stride);
  for (let line = 0; line < lines; line += 1) {
    for (let place = 0; place < to; place += 1) {
      const begin = place * scale;
      const end = (place + 1) * scale;
      const at = (line * to + place) * stride;
      for (let old = Math.floor(begin); old < Math.min(from, Math.ceil(end - 1e-9)); old += 1) {
        const share = (Math.min(end, old + 1) - Math.max(begin, old)) / scale;
        const under = (line * from + old) * stride;
        for (let i = 0; i < stride; i += 1) result[at + i]! += share * values[under + i]!;
      }
    }
  }
  return result;
}
