/** Where two pictures differ: how far apart each pixel's colours are. Pure: numbers in, numbers out. */

export interface ImageDifference {
  /** RGBA: grey, white where the pictures differ most, black where they are alike. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  /** The largest difference of a pixel's channel, in 0 … 255. */
  readonly largest: number;
  /** The part of the pixels that differ at all. */
  readonly share: number;
}

/** @param left RGBA, as many pixels as `right` has */
export function imageDifference(left: Uint8ClampedArray, right: Uint8ClampedArray): ImageDifference {
  const count = Math.min(left.length, right.length) / 4;
  const apart = new Uint8Array(count);
  let [largest, differing] = [0, 0];
  for (let i = 0; i < count; i += 1) {
    let most = 0;
    for (let channel = 0; channel < 4; channel += 1)
      most = Math.max(most, Math.abs(left[4 * i + channel]! - right[4 * i + channel]!));
    apart[i] = most;
    largest = Math.max(largest, most);
    if (most > 0) differing += 1;
  }
  const pixels = new Uint8ClampedArray(4 * count);
  for (let i = 0; i < count; i += 1) {
    const grey = largest === 0 ? 0 : (255 * apart[i]!) / largest;
    pixels.set([grey, grey, grey, 255], 4 * i);
  }
  return { pixels, largest, share: count === 0 ? 0 : differing / count };
}

/** What is read below the picture. */
export function differenceSentence({ largest, share }: Pick<ImageDifference, "largest" | "share">): string {
  if (largest === 0) return "Alike in every pixel.";
  const part = share < 0.01 ? "Less than 1 %" : `${Math.round(share * 100)} %`;
  return `${part} of the pixels differ, by at most ${largest} of 255: white is where they differ most.`;
}
