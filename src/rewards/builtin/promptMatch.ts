import { defineReward } from "../define.ts";

/** How well an image shows its prompt, by a network that knows the scenes of the model Emoji scenes, in [−1, 1]. */
export const promptMatch = defineReward({
  accepts: "image",
  description: "How well the image shows its prompt, from −1 to 1; for scenes of emoji",
  score: (samples, { models }) => models.match(samples),
});
