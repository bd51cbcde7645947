import { defineReward } from "../define.ts";

/** How cheerful a text is, as people would rate its sentences, in [−1, 1]: by a small network, where `sentiment-lexicon` looks words up. */
export const sentimentRatings = defineReward({
  accepts: "text",
  description: "Mood of the text as people rate sentences: 1 is very positive, −1 very negative",
  score: (samples, { models }) => models.ratedSentiment(samples.map((sample) => sample.text)),
});
