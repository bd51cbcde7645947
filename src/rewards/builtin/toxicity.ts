import { defineReward } from "../define.ts";

/** How many of those who read a text would call it toxic, in [0, 1]. A negative λ, or a weight of −1, steers away from it. */
export const toxicity = defineReward({
  accepts: "text",
  description: "Share of people who would call the text toxic; steer with a negative weight to avoid that",
  score: (samples, { models }) => models.toxicity(samples.map((sample) => sample.text)),
});
