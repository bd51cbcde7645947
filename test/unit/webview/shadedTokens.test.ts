/** A text token by token, as it is shown and read. */
import { describe, expect, it, vi } from "vitest";
import type { RunView } from "../../../src/protocol/panel.ts";
import type { TextTokens } from "../../../src/protocol/tokens.ts";
import { baseState, runAt } from "../../../webview/dev/story.ts";
import { mostTokens, scaleEnds, shadedTokens, tokensSummary } from "../../../webview/particles/shadedTokens.ts";
import { TokenStory } from "../../../webview/particles/tokenStory.ts";

const told: TextTokens = {
  generated: " a cat sat",
  tokens: [
    { end: 2, written: { after: 15, by: 16 }, probability: 0.5, sharedBy: 3 },
    { end: 6, written: { after: 31, by: 32 }, probability: 0.25, sharedBy: 2 },
    { end: 10 },
  ],
  family: { root: 4, count: 3 },
};
/** Of format 1. */
const words: TextTokens = {
  generated: "a cat",
  tokens: [{ end: 1, written: { after: 4, by: 8 } }, { end: 5 }],
  family: { root: 0, count: 2 },
};

describe("the tokens of a text", () => {
  it("are read with their step, their probability and who shares them", () => {
    expect(shadedTokens(told, "step", 64).map(({ text, sentence }) => [text, sentence])).toEqual([
      [" a", "“a”: written at step 16 with a probability of 50 % · all 3 that descend from #4 have it"],
      [" cat", "“cat”: written at step 32 with a probability of 25 % · 2 of the 3 that descend from #4 have it"],
      [" sat", "“sat”: still noise, and only guessed"],
    ]);
    const blank = { ...told, generated: "  \n\n", tokens: [{ end: 2 }, { end: 4 }] };
    expect(shadedTokens(blank, "step", 64).map(({ sentence }) => sentence)).toEqual([
      "White space: still noise, and only guessed",
      "A line break: still noise, and only guessed",
    ]);
    expect(shadedTokens(words, "step", 16)[0]!.sentence).toBe("“a”: written between steps 4 and 8");
  });

  it("lie on a scale by what is asked for; a guess lies nowhere", () => {
    const shares = (by: "step" | "probability" | "family"): unknown =>
      shadedTokens(told, by, 64).map(({ share }) => share);
    expect(shares("step")).toEqual([0.25, 0.5, undefined]);
    expect(shares("probability")).toEqual([0.5, 0.25, undefined]);
    expect(shares("family")).toEqual([1, 0.5, undefined]);
    expect(shadedTokens(told, "step", 64).map(({ isGuess }) => isGuess)).toEqual([false, false, true]);
    expect(shadedTokens(words, "probability", 16)[0]!.share).toBeUndefined();
    expect(scaleEnds("family", 64, told)).toEqual(["its alone", "all 3 have it"]);
  });

  it("are summed up, as far as they are known", () => {
    expect(tokensSummary(told)).toBe("2 of 3 tokens written; all 3 that descend from #4 share 1 of them");
    expect(tokensSummary({ ...told, family: { root: 4, count: 1 } })).toMatch(/no other particle descends from #4/u);
    expect(tokensSummary(words)).toBe("1 of 2 words written");
  });

  it("of a text without end are shown as far as one reads", () => {
    const tokens = Array.from({ length: mostTokens + 5 }, (_, i) => ({ end: i + 1 }));
    const shaded = shadedTokens({ ...told, generated: "x".repeat(tokens.length), tokens }, "step", 64);
    expect(shaded).toHaveLength(mostTokens);
  });
});

describe("what is told of a particle's tokens", () => {
  const run = (id: string): RunView => ({ ...runAt(baseState.form, 64), id });
  const story = () => {
    const asked: { resolve(tokens: TextTokens): void; reject(error: unknown): void; step: number | undefined }[] = [];
    const host = { addController() {}, requestUpdate: vi.fn() } as unknown as ConstructorParameters<
      typeof TokenStory
    >[0];
    const made = new TokenStory(
      host,
      ({ step }) => new Promise((resolve, reject) => void asked.push({ resolve, reject, step })),
    );
    return { asked, made };
  };

  it("is asked once a step, stays until the next is there, and is of the step that was asked for last", async () => {
    const { asked, made } = story();
    made.toggle("a", 2);
    expect([made.at(run("a"), 4), made.at(run("a"), 4)]).toEqual([undefined, undefined]);
    asked[0]!.resolve(told);
    await vi.waitFor(() => expect(made.at(run("a"), 4)).toMatchObject({ particle: 2, step: 4, tokens: told }), 60_000);
    expect(made.at(run("a"), 8)).toMatchObject({ step: 4 });
    made.at(run("a"), 12);
    asked[2]!.resolve(words);
    await vi.waitFor(() => expect(made.at(run("a"), 12)).toMatchObject({ step: 12, tokens: words }), 60_000);
    asked[1]!.resolve(told);
    await Promise.resolve();
    expect(made.at(run("a"), 12)).toMatchObject({ step: 12, tokens: words });
    expect(asked).toHaveLength(3);
  });

  it("says why there is nothing to tell, ends where it is closed, and with its run", async () => {
    const { asked, made } = story();
    made.toggle("a", 2);
    made.at(run("a"), 4);
    asked[0]!.reject(new Error("Its bytes are gone."));
    await vi.waitFor(() => expect(made.at(run("a"), 4)?.refused).toMatch(/bytes are gone/u), 60_000);
    made.toggle("a", 2);
    expect([made.particle, made.at(run("a"), 4)]).toEqual([undefined, undefined]);
    made.toggle("a", 3);
    expect(made.at(run("b"), 4)).toBeUndefined();
    expect(made.particle).toBeUndefined();
  });
});
