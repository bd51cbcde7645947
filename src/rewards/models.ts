/** The reward models of FK Steering that need no network of their own. They run in the engine; sandboxes ask for them. Knows no VS Code. */
import vader from "vader-sentiment";
import type { RewardModels } from "./reward.ts";

/** Longer "words" are cut: the lexicon's patterns take cubic time in a word's length. */
const longestWord = 64;
const overlongWord = new RegExp(`\\S{${longestWord}}(?=\\S)`, "gu");

/** Texts whose mood is remembered; particles keep most of their text from step to step. */
const remembered = 4096;
const moods = new Map<string, number>();

export const textModels: Pick<RewardModels, "sentiment"> = {
  sentiment: (texts) => Promise.resolve(texts.map(mood)),
};

const sentencesOf = new Intl.Segmenter("en", { granularity: "sentence" });

/** Mood of a text in [−1, 1], 0 where the lexicon knows no word of it: the mean over its sentences. */
function mood(text: string): number {
  const known = moods.get(text);
  if (known !== undefined) return known;
  const sentences = Array.from(sentencesOf.segment(text), ({ segment }) => sentenceMood(segment));
  const mean = sentences.reduce((sum, value) => sum + value, 0) / Math.max(1, sentences.length);
  if (moods.size >= remembered) moods.clear();
  moods.set(text, mean);
  return mean;
}

/** VADER (Hutto & Gilbert, 2014). It is made for single sentences: over a whole story its sum of words saturates. */
function sentenceMood(sentence: string): number {
  return vader.SentimentIntensityAnalyzer.polarity_scores(sentence.replaceAll(overlongWord, "$& ")).compound;
}
