import { defineReward } from "../define.ts";

/** Differences are counted in steps of so much: finer ones are noise that no eye sees. */
const step = 4;

/**
 * How little there is to tell of an image: 1 for one colour, 0 for noise. It is an estimate, in place of the size of a file (Black and others
 * 2023 take a JPEG's): the entropy of the differences of neighbouring pixels, in bits, of the 7 that they have at most at this step.
 */
export const compressibility = defineReward({
  accepts: "image",
  description: "How little there is to tell of the image: 1 for one colour, 0 for noise",
  parameters: {
    wanted: { type: "choice", choices: ["simple", "intricate"], default: "simple", description: "What scores high" },
  },
  score: (samples, { parameters: { wanted } }) =>
    samples.map((image) => {
      const simple = 1 - differenceEntropy(image) / Math.log2(512 / step);
      return wanted === "simple" ? simple : 1 - simple;
    }),
});

/** Entropy of each channel's difference to the pixel at the left, or above at the edge; bits. */
function differenceEntropy({ width, data }: { readonly width: number; readonly data: Uint8ClampedArray }): number {
  const counts = new Map<number, number>();
  let total = 0;
  for (let at = 4; at < data.length; at += 4) {
    const isFirst = (at / 4) % width === 0;
    const before = isFirst ? at - 4 * width : at - 4;
    for (let channel = 0; channel < 3; channel += 1) {
      const difference = Math.round((data[at + channel]! - data[before + channel]!) / step);
      counts.set(difference, (counts.get(difference) ?? 0) + 1);
      total += 1;
    }
  }
  let bits = 0;
  for (const count of counts.values()) bits -= (count / total) * Math.log2(count / total);
  return bits;
}
