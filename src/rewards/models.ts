/** The reward models that come with FK Steering. They run in the engine; sandboxes ask for them. Knows no VS Code. */
import vader from "vader-sentiment";
import type { RewardModels } from "./reward.ts";

/** Longer "words" are cut: the lexicon's patterns take cubic time in a word's length. */
const longestWord = 64;
const overlongWord = new RegExp(`\\S{${longestWord}}(?=\\S)`, "gu");

/** Texts whose mood is remembered; particles keep most of their text from step to step. */
const remembered = 4096;
const moods = new Map<string, number>();

export const builtinModels: RewardModels = {
  sentiment: (texts) => Promise.resolve(texts.map(mood)),
};

/** Mood of a text in [−1, 1], 0 where the lexicon knows no word of it: VADER (Hutto & Gilbert, 2014). */
function mood(text: string): number {
  const known = moods.get(text);
  if (known !== undefined) return known;
  const { compound } = vader.SentimentIntensityAnalyzer.polarity_scores(text.replaceAll(overlongWord, "$& "));
  if (moods.size >= remembered) moods.clear();
  moods.set(text, compound);
  return compound;
}
