/** The reward models of FK Steering that need no network of their own. They run in the engine; sandboxes ask for them. Knows no VS Code. */
import { openTurn, stretchesOf, type Turn } from "./longReading.ts";
import type { RewardModels } from "./reward.ts";
import { sentenceSegments } from "./sentences.ts";

/** Longer "words" are cut: the lexicon's patterns take cubic time in a word's length. */
const longestWord = 64;
const overlongWord = new RegExp(`\\S{${longestWord}}(?=\\S)`, "gu");

/** A "sentence" of more is cut between words: the lexicon's rules take quadratic time in a sentence's words. */
const longestSentence = 1000;

/** Sentences whose mood is remembered: particles keep most of theirs from step to step, and candidates differ in a place or two. */
const remembered = 16_384;
const moods = new Map<string, number>();

export const textModels: Pick<RewardModels, "sentiment"> = {
  async sentiment(texts) {
    // Its lexicon is an eighth of what a command is made of, by the time that it takes to begin.
    const { polarity } = await import("./vader.ts");
    const turn = openTurn();
    const found: number[] = [];
    for (const text of texts) found.push(await mood(text, turn, polarity));
    return found;
  },
};

type Polarity = (sentence: string) => number;

/** Mood of a text in [−1, 1], 0 where the lexicon knows no word of it: the mean over its sentences. */
async function mood(text: string, turn: Turn, polarity: Polarity): Promise<number> {
  let sum = 0;
  let sentences = 0;
  for (const stretch of stretchesOf(text)) {
    for (const { segment } of sentenceSegments(stretch)) {
      for (const sentence of stretchesOf(segment, longestSentence)) {
        sum += sentenceMood(sentence, polarity);
        sentences += 1;
        if (turn.isOver()) await turn.next();
      }
    }
  }
  return sum / Math.max(1, sentences);
}

function sentenceMood(sentence: string, polarity: Polarity): number {
  const known = moods.get(sentence);
  if (known !== undefined) return known;
  const found = polarity(sentence.replaceAll(overlongWord, "$& "));
  if (moods.size >= remembered) moods.clear();
  moods.set(sentence, found);
  return found;
}
