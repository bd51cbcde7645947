// Cheerful texts of about 120 characters.
import { defineReward } from "fk-steering";

export default defineReward({
  accepts: "text",
  description: "Cheerful, and about 120 characters long",

  async score(samples, { models }) {
    // From −1 (gloomy) to 1 (cheerful), for all texts at once.
    const mood = await models.sentiment(samples.map((sample) => sample.text));
    return samples.map((sample, i) => mood[i] - Math.abs(sample.text.length - 120) / 240);
  },
});
