/** How different images are from one another. Pure. */
import type { RgbaImage } from "../../diffusion/image.ts";

/**
 * Root mean square difference of two images' red, green and blue values over all pairs of images, in [0, 1]: 0 where all are the same. Undefined
 * of fewer than two images. All have one size.
 */
export function pixelDistance(images: readonly Pick<RgbaImage, "data">[]): number | undefined {
  const count = images.length;
  const length = images[0]?.data.length ?? 0;
  if (count < 2 || length === 0) return undefined;
  let squares = 0;
  for (let at = 0; at < length; at += 1) {
    if (at % 4 === 3) continue;
    let [sum, sumOfSquares] = [0, 0];
    for (const { data } of images) {
      const value = data[at]!;
      sum += value;
      sumOfSquares += value * value;
    }
    // Σ over pairs of (a − b)² is n Σ a² − (Σ a)².
    squares += count * sumOfSquares - sum * sum;
  }
  const pairs = (count * (count - 1)) / 2;
  return Math.sqrt(squares / (pairs * (length / 4) * 3)) / 255;
}
