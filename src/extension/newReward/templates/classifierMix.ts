/** A template of **New Reward…**. Text only. */
import type { RewardTemplate } from "../rewardTemplate.ts";

export const classifierMix: RewardTemplate = {
  id: "classifier-mix",
  title: "Classifier mix",
  description: "A model asked about the parts of a text, mixed by weights",
  text: `// Asks a reward model about parts of each text and mixes the answers: here a story that begins sad and ends happy.
import { defineReward } from "fk-steering";

export default defineReward({
  accepts: "text",
  description: "Begins sad and ends happy",

  parameters: {
    beginning: { type: "number", default: -0.4, min: -1, max: 1, step: 0.1, description: "Weight of the first half" },
    end: { type: "number", default: 0.6, min: -1, max: 1, step: 0.1, description: "Weight of the second half" },
  },

  fixtures: [{ better: "She was sad and cried. Then she was happy.", worse: "She was happy. Then she was sad and cried." }],

  async score(samples, { models, parameters }) {
    const halves = samples.flatMap(({ generated }) => {
      const words = generated.split(/\\s+/u);
      const middle = Math.ceil(words.length / 2);
      return [words.slice(0, middle).join(" "), words.slice(middle).join(" ")];
    });

    // One question for all halves of all samples: a question for each would be slower.
    const mood = await models.sentiment(halves);

    return samples.map((_, i) => parameters.beginning * mood[2 * i] + parameters.end * mood[2 * i + 1]);
  },
});
`,
};
