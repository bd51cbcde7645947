// Short sentences of short words. Its parameters are fields of the panel, and flags of the command line:
//   --reward examples/rewards/short-and-simple.reward.ts --param short-and-simple.words=6
import { defineReward, sentencesOf, wordsOf } from "fk-steering";
import { shareOfLongWords } from "./longWords.ts";

export default defineReward({
  accepts: "text",
  description: "Sentences of few words, and words of few letters",
  parameters: {
    words: { type: "number", default: 8, min: 1, max: 40, step: 1, description: "Words a sentence to aim at" },
    letters: {
      type: "number",
      default: 4,
      min: 1,
      max: 12,
      step: 1,
      description: "Letters a word that are still simple",
    },
  },
  fixtures: [
    {
      better: "The cat sat on the mat by the door.",
      worse: "Notwithstanding considerable opposition, administrators implemented comprehensive restructuring.",
    },
    {
      name: "aims at the words asked for",
      better: "A cat sat.",
      worse: "A cat sat on a mat by the old red door.",
      parameters: { words: 3 },
    },
    { text: "", min: -2, max: -2 },
  ],

  score(samples, { parameters }) {
    return samples.map(({ generated }) => {
      const words = wordsOf(generated);
      if (words.length === 0) return -2;
      const perSentence = words.length / Math.max(1, sentencesOf(generated).length);
      return -Math.abs(perSentence - parameters.words) / parameters.words - shareOfLongWords(words, parameters.letters);
    });
  },
});
