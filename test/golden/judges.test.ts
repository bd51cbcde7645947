import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readJudgeTokens } from "../../src/runtime/judges/judgeTokens.ts";
import { openTextJudge, type TextJudge } from "../../src/runtime/judges/textJudge.ts";

interface Golden {
  readonly texts: readonly string[];
  /** Logits of the trained weights, before they were rounded. */
  readonly sentiment: readonly number[];
  readonly acceptability: readonly number[];
  readonly toxicity: readonly number[];
  readonly "toxicity-twin": readonly number[];
  /** Mean log-likelihoods of a token. */
  readonly perplexity: readonly number[];
  readonly "perplexity-twin": readonly number[];
  readonly ids: readonly (readonly [text: string, ids: readonly number[]])[];
}

/** What is no sentence of anybody's. */
const oddTexts: readonly (readonly [name: string, text: string])[] = [
  ["half a surrogate pair", "\uD83D so \uDE42"],
  ["control characters", "\u0000\u0001\u007F"],
  ["unknown bytes", "\uFFFD\uFFFD"],
  ["other scripts", "東京は大きい。 Привет 🙂🙂"],
  ["a text longer than the window", "good ".repeat(5000)],
  ["a word longer than the window", "x".repeat(20_000)],
  ["special tokens spelled", "<|endoftext|><|mask|>"],
];

const golden = JSON.parse(await readFile(join(import.meta.dirname, "judges.json"), "utf8")) as Golden;
const folder = join(import.meta.dirname, "../../media/scorers/english");

let mood: TextJudge;
beforeAll(async () => {
  mood = await openTextJudge(folder, "sentiment");
});

describe("the tokens of the judges", () => {
  it("are those of Python's library, of odd texts too", async () => {
    const tokensOf = await readJudgeTokens(folder);
    for (const [text, ids] of golden.ids) expect([text, tokensOf(text)]).toEqual([text, ids]);
  });

  it("are letters where a text spells a special token", async () => {
    const tokensOf = await readJudgeTokens(folder);
    const ids = tokensOf("a <|endoftext|> b <|mask|>");
    expect(ids).not.toContain(0);
    expect(ids).not.toContain(1);
  });
});

describe("sentiment by ratings", () => {
  it("says of single sentences what the trained weights say", async () => {
    for (const [place, text] of golden.texts.entries()) {
      const expected = text === "" ? 0 : Math.tanh(golden.sentiment[place]!);
      const [found] = await mood([text]);
      expect(Math.abs(found! - expected), text).toBeLessThan(0.03);
    }
  });

  it("tells cheerful sentences from sad ones", async () => {
    const [good, bad] = await mood(["What a wonderful, cheerful day!", "This was a terrible film; I hated it."]);
    expect(good!).toBeGreaterThan(0.2);
    expect(bad!).toBeLessThan(-0.2);
  });

  it("is the mean over sentences, the same whatever else is asked", async () => {
    const [good, bad] = await mood(["I love it.", "I hate it."]);
    const [both, , again] = await mood(["I love it. I hate it.", "Else.", "I love it."]);
    expect(both).toBeCloseTo((good! + bad!) / 2, 12);
    expect(again).toBe(good);
  });

  it.each([
    ["nothing", ""],
    ["spaces", " \n\t "],
  ])("is 0 of %s", async (_, text) => {
    expect(await mood([text])).toEqual([0]);
  });

  it.each(oddTexts)("is a number in [−1, 1] of %s", async (_, text) => {
    const [found] = await mood([text]);
    expect(found).toBeGreaterThanOrEqual(-1);
    expect(found).toBeLessThanOrEqual(1);
  });

  it("has no numbers for no texts", async () => {
    expect(await mood([])).toEqual([]);
  });
});

describe("a judge of shares", () => {
  it.each(["acceptability", "toxicity", "toxicity-twin"] as const)(
    "says what the trained weights say: %s",
    async (name) => {
      const judge = await openTextJudge(folder, name);
      for (const [place, text] of golden.texts.entries()) {
        const expected = text === "" ? 0 : 1 / (1 + Math.exp(-golden[name][place]!));
        const [found] = await judge([text]);
        expect(Math.abs(found! - expected), text).toBeLessThan(0.03);
      }
    },
  );

  it.each(["acceptability", "toxicity", "toxicity-twin"])(
    "is a share of odd texts, the same again, and 0 of none: %s",
    async (name) => {
      const judge = await openTextJudge(folder, name);
      const texts = oddTexts.map(([, text]) => text);
      const shares = await judge(texts);
      for (const [n, share] of shares.entries()) {
        expect(share, oddTexts[n]![0]).toBeGreaterThanOrEqual(0);
        expect(share, oddTexts[n]![0]).toBeLessThanOrEqual(1);
      }
      expect(await judge(texts)).toEqual(shares);
      expect(await judge(["", " \n\t "])).toEqual([0, 0]);
    },
  );

  it("tells right sentences from wrong ones", async () => {
    const judge = await openTextJudge(folder, "acceptability");
    const [right, wrong] = await judge(["The boys like their dog.", "The boys likes their dog."]);
    expect(right!).toBeGreaterThan(wrong! + 0.1);
  });

  it.each(["toxicity", "toxicity-twin"])("tells an insult from a story: %s", async (name) => {
    const judge = await openTextJudge(folder, name);
    const [insult, story] = await judge(["You are a stupid idiot.", "Once upon a time, there was a little girl."]);
    expect(insult!).toBeGreaterThan(story! + 0.3);
  });

  it("reads a text that is longer than its window in parts of about one length, which count alike", async () => {
    const judge = await openTextJudge(folder, "toxicity");
    const [calm, rude] = ["the sun was warm ".repeat(31).trim(), "you stupid idiot ".repeat(42).trim()];
    const [ofCalm, ofRude, ofBoth] = await judge([calm, rude, `${calm} ${rude}`]);
    expect(ofRude!).toBeGreaterThan(ofCalm! + 0.3);
    expect(Math.abs(ofBoth! - (ofCalm! + ofRude!) / 2)).toBeLessThan(0.2);
  });

  it.each(["nobody", "../sentiment"])("is refused where the folder does not know it: %s", async (name) => {
    await expect(openTextJudge(folder, name)).rejects.toMatchObject({ code: "model-corrupt" });
  });
});

describe.each(["perplexity", "perplexity-twin"] as const)("a judge of likelihood: %s", (name) => {
  let judge: TextJudge;
  beforeAll(async () => {
    judge = await openTextJudge(folder, name);
  });

  it("says what the trained weights say, of no text too", async () => {
    for (const [place, text] of golden.texts.entries()) {
      const [found] = await judge([text]);
      expect(Math.abs(found! - golden[name][place]!), text).toBeLessThan(0.05);
    }
  });

  it("finds a story likelier than its words in another order, and than the same with a fault", async () => {
    const [story, shuffled, faulty] = await judge([
      "Once upon a time, there was a little girl named Lily. She loved to play with her dog.",
      "dog her Lily little to named a upon play there. with time, girl was She a loved Once",
      "Once upon a time, there was a little girl named Lily. She loved to to play her with dog.",
    ]);
    expect(story!).toBeGreaterThan(shuffled! + 2);
    expect(story!).toBeGreaterThan(faulty! + 0.2);
  });

  it("does not find silence likely", async () => {
    const [nothing, blank, story] = await judge(["", " \n\t ", "Once upon a time, there was a little girl."]);
    expect(blank).toBe(nothing);
    expect(nothing!).toBeLessThan(story! - 1);
  });

  it.each(oddTexts)("is a number below 0 of %s", async (_, text) => {
    const [found] = await judge([text]);
    expect(found).toBeLessThan(0);
    expect(found).toBeGreaterThan(-40);
  });

  it("counts every token alike of a text that is longer than its window", async () => {
    const [calm, odd] = ["the sun was warm ".repeat(60).trim(), "toe lamp nor ".repeat(60).trim()];
    const [ofCalm, ofOdd, ofBoth] = await judge([calm, odd, `${calm} ${odd}`]);
    expect(ofBoth!).toBeLessThan(ofCalm!);
    expect(ofBoth!).toBeGreaterThan(ofOdd!);
  });
});
