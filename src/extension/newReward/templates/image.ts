/** A template of **New Reward…**. Text only. */
import type { RewardTemplate } from "../rewardTemplate.ts";

export const image: RewardTemplate = {
  id: "image",
  title: "Image",
  description: "For image models: how red the picture is",
  text: `// For image models. A sample is { width, height, data, prompt }: data is RGBA, row by row, four bytes a pixel.
import { defineReward } from "fk-steering";

export default defineReward({
  accepts: "image",
  description: "How much of the picture is red, from 0 to 1",

  parameters: {
    margin: { type: "number", default: 40, min: 0, max: 255, step: 5, description: "How much more red than green and blue" },
  },

  score(samples, { parameters }) {
    return samples.map(({ width, height, data }) => {
      let red = 0;
      for (let at = 0; at < data.length; at += 4) {
        if (data[at] > Math.max(data[at + 1], data[at + 2]) + parameters.margin) red += 1;
      }
      return red / (width * height);
    });
  },
});
`,
};
