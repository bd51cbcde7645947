/** A template of **New Reward…**. Text only. */
import type { RewardTemplate } from "../rewardTemplate.ts";

export const textAttribute: RewardTemplate = {
  id: "text",
  title: "Text attribute",
  description: "Scores what was written by its mood and its length",
  text: `// A reward looks at a batch of texts and gives one number for each: higher is better.
// Save, and run FK Steering: Generate… again: the new code is what scores.
import { defineReward } from "fk-steering";

export default defineReward({
  accepts: "text",
  // One line that says what a high number means.
  description: "Cheerful, and about as long as it should be",

  // Each becomes a field of the panel and a flag of the command line: --param <reward>.length=80
  parameters: {
    length: { type: "number", default: 300, min: 1, max: 2000, step: 1, description: "Characters to aim at" },
  },

  // Tests: they are in the Testing view, and the lens Test above runs them.
  fixtures: [{ better: "What a lovely, happy day!", worse: "What a terrible, sad day." }],

  // A sample is { text, prefix, generated, suffix, prompt }: text is the whole, generated what the model wrote.
  // While a text is still noise it is scored too, its missing parts filled with guesses.
  async score(samples, { models, parameters }) {
    // Mood of each text, from −1 to 1. Ask for all at once.
    const mood = await models.sentiment(samples.map((sample) => sample.text));

    return samples.map((sample, i) => {
      const missed = Math.abs(sample.text.length - parameters.length) / parameters.length;
      return mood[i] - 0.5 * missed;
    });
  },
});

// What a reward can do: import files beside it and npm packages of the workspace, log(…) to the output channel
// "FK Steering", throw an error. What it cannot: read files, start programs, use the network. It has two seconds.
`,
};
