import { syllable } from "syllable";
import { defineReward } from "../define.ts";
import { sentencesOf, wordsOf } from "../helpers.ts";

/** How near a text's reading ease comes to a target: 1 at the target, 0 when it is 100 points off. */
export const readability = defineReward({
  accepts: "text",
  description: "Nearness to a reading ease (Flesch): 1 at the target, 0 when 100 points off",
  parameters: {
    target: {
      type: "number",
      default: 90,
      min: 0,
      max: 120,
      step: 5,
      description: "Flesch reading ease: 90 is easy for a child of eleven, 60 plain English, 30 academic",
    },
  },
  score: (samples, { parameters: { target } }) =>
    samples.map((sample) => 1 - Math.abs(readingEase(sample.text) - target) / 100),
});

/** Flesch (1948): 206.835 − 1.015 · words a sentence − 84.6 · syllables a word. 0 for a text without words. */
export function readingEase(text: string): number {
  const words = wordsOf(text);
  if (words.length === 0) return 0;
  const sentences = sentencesOf(text).length;
  const syllables = words.reduce((sum, word) => sum + Math.max(1, syllable(word.slice(0, 64))), 0);
  return 206.835 - 1.015 * (words.length / sentences) - 84.6 * (syllables / words.length);
}
