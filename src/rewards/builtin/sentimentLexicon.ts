import { defineReward } from "../define.ts";

/** How cheerful a text is: the mood of its words, negations and intensifiers, in [−1, 1]. */
export const sentimentLexicon = defineReward({
  accepts: "text",
  description: "Mood of the text by a lexicon (VADER): 1 is very positive, −1 very negative",
  score: (samples, { models }) => models.sentiment(samples.map((sample) => sample.text)),
});
