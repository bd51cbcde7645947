/** The reward models of FK Steering that need no network of their own. They run in the engine; sandboxes ask for them. Knows no VS Code. */
import vader from "vader-sentiment";
import type { RewardModels } from "./reward.ts";

/** Longer "words" are cut: the lexicon's patterns take cubic time in a word's length. */
const longestWord = 64;
const overlongWord = new RegExp(`\\S{${longestWord}}(?=\\S)`, "gu");

/** A "sentence" of more is cut between words: the lexicon's rules take quadratic time in a sentence's words. */
const longestSentence = 1000;

/** Texts whose mood is remembered, unless they are books; particles keep most of their text from step to step. */
const remembered = 4096;
const longestRemembered = 10_000;
const moods = new Map<string, number>();

/** Milliseconds at a stretch: whoever asks for many must not keep the engine from everything else. */
const longestTurn = 20;

export const textModels: Pick<RewardModels, "sentiment"> = {
  async sentiment(texts) {
    const turn = openTurn();
    const found: number[] = [];
    for (const text of texts) found.push(moods.get(text) ?? (await mood(text, turn)));
    return found;
  },
};

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/** Mood of a text in [−1, 1], 0 where the lexicon knows no word of it: the mean over its sentences. */
async function mood(text: string, turn: Turn): Promise<number> {
  let sum = 0;
  let sentences = 0;
  for (const stretch of cut(text, longestRemembered)) {
    for (const { segment } of segmenter.segment(stretch)) {
      for (const sentence of cut(segment, longestSentence)) {
        sum += sentenceMood(sentence);
        sentences += 1;
        if (turn.isOver()) await turn.next();
      }
    }
  }
  const mean = sum / Math.max(1, sentences);
  if (text.length > longestRemembered) return mean;
  if (moods.size >= remembered) moods.clear();
  moods.set(text, mean);
  return mean;
}

/** VADER (Hutto & Gilbert, 2014). It is made for single sentences: over a whole story its sum of words saturates. */
function sentenceMood(sentence: string): number {
  return vader.SentimentIntensityAnalyzer.polarity_scores(sentence.replaceAll(overlongWord, "$& ")).compound;
}

/** A text in parts of at most so many characters, each up to its last blank. */
function* cut(text: string, most: number): Generator<string> {
  let start = 0;
  while (text.length - start > most) {
    const blank = text.lastIndexOf(" ", start + most);
    const end = blank > start ? blank : start + most;
    yield text.slice(start, end);
    start = end;
  }
  yield text.slice(start);
}

interface Turn {
  isOver(): boolean;
  /** Lets everything else go on. */
  next(): Promise<void>;
}

function openTurn(): Turn {
  let began = performance.now();
  return {
    isOver: () => performance.now() - began > longestTurn,
    async next() {
      await new Promise((go) => setImmediate(go));
      began = performance.now();
    },
  };
}
