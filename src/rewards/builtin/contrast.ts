import { defineReward } from "../define.ts";
import { luminances } from "../helpers.ts";

/** Root mean square contrast (Peli 1990): the standard deviation of luminance, twice, so that half black and half white is 1. */
export const contrast = defineReward({
  accepts: "image",
  description: "Contrast of light and dark: 0 is flat, 1 half black and half white",
  score: (samples) =>
    samples.map((image) => {
      const values = luminances(image);
      const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length);
      return 2 * Math.sqrt(variance);
    }),
});
