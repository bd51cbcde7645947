/** A template of **New Reward…**. Text only. */
import type { RewardTemplate } from "../rewardTemplate.ts";

export const lengthAndFormat: RewardTemplate = {
  id: "length-and-format",
  title: "Length and format",
  description: "Whole sentences, of about so many words",
  text: `// Rules of form: each met rule counts, and the length counts more the nearer it is.
import { defineReward } from "fk-steering";

export default defineReward({
  accepts: "text",
  description: "Two or three whole sentences of about so many words",

  parameters: {
    words: { type: "number", default: 30, min: 1, max: 200, step: 1, description: "Words to aim at" },
  },

  fixtures: [
    { better: "The dog ran home. It was late.", worse: "the dog ran home it was late", parameters: { words: 7 } },
    { better: "One two three four five. Six.", worse: "One.", parameters: { words: 6 } },
  ],

  score(samples, { parameters }) {
    return samples.map(({ text }) => {
      const words = text.split(/\\s+/u).filter((word) => word !== "").length;
      const sentences = text.split(/[.!?]+(?:\\s|$)/u).filter((sentence) => sentence.trim() !== "").length;

      const length = 1 - Math.min(1, Math.abs(words - parameters.words) / parameters.words);
      const begins = /^\\p{Lu}/u.test(text.trim()) ? 1 : 0;
      const ends = /[.!?]["”]?$/u.test(text.trim()) ? 1 : 0;
      const few = sentences >= 2 && sentences <= 3 ? 1 : 0;

      // Between 0 and 1, so that a strength that suits other rewards suits this one.
      return 0.4 * length + 0.2 * (begins + ends + few);
    });
  },
});
`,
};
