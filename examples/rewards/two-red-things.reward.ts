// For image models: two separate red things. It counts red regions, and helps particles find the way by how much red there is.
//   --model emoji-scenes --prompt "two apples" --reward examples/rewards/two-red-things.reward.ts
import { defineReward, shareOfColour } from "fk-steering";
import { regionsOf } from "./regions.ts";

const red = [225, 45, 40] as const;

export default defineReward({
  accepts: "image",
  description: "Two separate red things: 1; falling with every one too few or too many",
  parameters: {
    things: { type: "number", default: 2, min: 1, max: 9, step: 1, description: "How many there should be" },
    distance: {
      type: "number",
      default: 90,
      min: 10,
      max: 200,
      step: 5,
      description: "How far from red a pixel may be",
    },
  },

  score(samples, { parameters }) {
    return samples.map((image) => {
      const { width, height, data } = image;
      const isRed = (pixel: number): boolean =>
        Math.hypot(data[4 * pixel] - red[0], data[4 * pixel + 1] - red[1], data[4 * pixel + 2] - red[2]) <=
        parameters.distance;
      // Specks do not count: a thing covers at least a hundredth of the picture.
      const things = regionsOf(width, height, isRed).filter((size) => size >= (width * height) / 100).length;
      const missed = Math.abs(things - parameters.things);
      return 1 - missed / parameters.things + 0.2 * Math.min(0.5, shareOfColour(image, red, parameters.distance));
    });
  },
});
