import { defineReward } from "../define.ts";

/** How right the grammar of a text is, in [0, 1]: by a network that learned right sentences from wrong ones. */
export const acceptability = defineReward({
  accepts: "text",
  description: "Grammar of the text: 1 is right, 0 is wrong",
  score: (samples, { models }) => models.acceptability(samples.map((sample) => sample.text)),
});
