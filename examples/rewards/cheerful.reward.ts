// Cheerful texts of about 300 characters.
import { defineReward } from "fk-steering";

export default defineReward({
  accepts: "text",
  description: "Cheerful, and about 300 characters long",
  // Tests of the reward: in the Testing view, and by: npm run --silent steer -- test examples/rewards/*.reward.ts
  fixtures: [
    { better: "What a lovely, happy day! I love it.", worse: "What a sad, horrible day. I hate it." },
    { name: "likes what is about as long as it should be", better: "A cat sat. ".repeat(27), worse: "A cat sat. " },
    { text: "What a sad, horrible day. I hate it.", max: -0.5 },
  ],

  async score(samples, { models }) {
    // From −1 (gloomy) to 1 (cheerful), for all texts at once.
    const mood = await models.sentiment(samples.map((sample) => sample.text));
    return samples.map((sample, i) => mood[i] - Math.abs(sample.text.length - 300) / 600);
  },
});
