/** How different samples are from one another, and texts within themselves. Pure. */
import type { RgbaImage } from "../../diffusion/image.ts";

const word = /[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu;

/**
 * distinct-n: different runs of n words over all runs of n words in the texts, in (0, 1]; case does not count. Undefined where no text has n
 * words. J. Li and others, "A Diversity-Promoting Objective Function for Neural Conversation Models", NAACL 2016.
 */
export function distinct(texts: readonly string[], n: number): number | undefined {
  const seen = new Set<string>();
  let all = 0;
  for (const text of texts) {
    const words = text.toLowerCase().match(word) ?? [];
    for (let start = 0; start + n <= words.length; start += 1) {
      seen.add(words.slice(start, start + n).join(" "));
      all += 1;
    }
  }
  return all === 0 ? undefined : seen.size / all;
}

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
