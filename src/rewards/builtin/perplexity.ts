import { defineReward } from "../define.ts";

/** How well a text reads as English: its mean log-likelihood a token, by a small language model that comes along; `likelihood` asks one of one's own. */
export const perplexity = defineReward({
  accepts: "text",
  description: "How well the text reads: mean log-likelihood of a token, at most 0, which is −log of its perplexity",
  score: (samples, { models }) => models.perplexity(samples.map((sample) => sample.text)),
});
