/** A template of **New Reward…**. Text only. */
import type { RewardTemplate } from "../rewardTemplate.ts";

export const keyword: RewardTemplate = {
  id: "keyword",
  title: "Keyword, as a hard constraint",
  description: "A text without the word must not be",
  text: `// A hard constraint: what misses it weighs nothing in the end. It is judged at the last step alone, for a text that is still
// noise may yet meet it; a graded part leads the way there.
import { defineReward } from "fk-steering";

export default defineReward({
  accepts: "text",
  description: "Has the word, and has it early",
  hardConstraint: true,

  parameters: {
    word: { type: "string", default: "dog", description: "The word that must be there" },
  },

  fixtures: [
    { better: "A dog barked at the moon.", worse: "The moon shone on a dog." },
    { text: "A cat slept.", max: -Infinity },
    { text: "A doghouse is no dog.", min: 0 },
  ],

  score(samples, { parameters }) {
    const word = parameters.word.toLowerCase();
    return samples.map(({ generated }) => {
      const words: string[] = generated.toLowerCase().match(/[\\p{L}\\p{N}']+/gu) ?? [];
      const at = words.indexOf(word);
      return at < 0 ? -Infinity : 1 - at / words.length;
    });
  },
});
`,
};
