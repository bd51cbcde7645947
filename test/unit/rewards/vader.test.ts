import { createRequire } from "node:module";
import type vader from "vader-sentiment";
import { describe, expect, it } from "vitest";
import { polarity, wordsAndEmoticons } from "../../../src/rewards/vader.ts";
import { createRandomStreams } from "../../../src/steering/streams.ts";

const words = [
  "good",
  "GREAT",
  "terrible",
  "kind",
  "of",
  "not",
  "isn't",
  "very",
  "a",
  "but",
  "it's",
  "no-one",
  "café",
  "naïve",
];
const around = [
  "",
  "",
  "",
  ".",
  "!",
  "?",
  ",",
  ";",
  "-",
  "'",
  '"',
  "!!",
  "!!!",
  "??",
  "???",
  "?!?",
  "!?!?",
  "...",
  "(",
  "*",
  "?!",
  "!!!!",
];
const alone = [":)", ":-(", "--", ".", "a.", "<3", "__proto__", "hasOwnProperty!", "\u{1f600}", "\ud800x"];
const gaps = [" ", " ", "  ", "\n", "\t"];

/** Sentences of good and bad words, with all that may stand before and behind one. */
function sentences(count: number): string[] {
  const stream = createRandomStreams(7).stream({ purpose: "decode", group: "", slot: 0, step: 0 });
  const one = (of: readonly string[]): string => of[Math.floor(stream.uniform() * of.length)]!;
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + Math.floor(stream.uniform() * 9) }, () =>
      stream.uniform() < 0.15 ? one(alone) : one(around) + one(words) + one(around),
    ).reduce((text, word) => text + one(gaps) + word),
  );
}

describe("the mood of a sentence", () => {
  it("is the package's own to the bit, with whatever stands around its words", () => {
    const require = createRequire(import.meta.url);
    // Loaded once more, so that nothing of it is put otherwise.
    delete require.cache[require.resolve("vader-sentiment")];
    const own = (require("vader-sentiment") as typeof vader).SentimentIntensityAnalyzer;
    const texts = sentences(3000);
    const moods = texts.map((text) => own.polarity_scores(text).compound);
    expect(new Set(moods).size).toBeGreaterThan(300);
    expect(texts.map(polarity)).toEqual(moods);
  });

  it("takes one sign or one run of signs off a word, and nothing off what has more", () => {
    expect(wordsAndEmoticons("'good' \"well. fine!!! so... (odd) a. :) x")).toEqual([
      "'good'",
      '"well.',
      "fine",
      "so...",
      "(odd)",
      "a.",
      ":)",
    ]);
  });
});
