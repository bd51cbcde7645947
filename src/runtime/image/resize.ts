/** Images in another size: the mean of what lies under each new pixel. Pure. */
import type { RgbaImage } from "../../diffusion/image.ts";

/** The image itself where it has the size. */
export function resized(image: RgbaImage, width: number, height: number): RgbaImage {
  if (image.width === width && image.height === height) return image;
  const columns = sharesOf(image.width, width);
  const rows = sharesOf(image.height, height);
  const data = new Uint8ClampedArray(4 * width * height);
  rows.forEach((under, y) => {
    columns.forEach((beside, x) => {
      const sums = [0, 0, 0, 0];
      for (const [fromY, shareY] of under) {
        for (const [fromX, shareX] of beside) {
          const at = 4 * (fromY * image.width + fromX);
          for (let channel = 0; channel < 4; channel += 1)
            sums[channel]! += shareX * shareY * image.data[at + channel]!;
        }
      }
      data.set(sums, 4 * (y * width + x));
    });
  });
  return { width, height, data };
}

/** For each new place the old ones under it, with their shares, which add up to 1. */
function sharesOf(from: number, to: number): (readonly [index: number, share: number])[][] {
  const scale = from / to;
  return Array.from({ length: to }, (_, place) => {
    const [begin, end] = [place * scale, (place + 1) * scale];
    const shares: [number, number][] = [];
    for (let index = Math.floor(begin); index < Math.min(from, Math.ceil(end - 1e-9)); index += 1) {
      shares.push([index, (Math.min(end, index + 1) - Math.max(begin, index)) / scale]);
    }
    return shares;
  });
}
