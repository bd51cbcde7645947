import { describe, expect, it } from "vitest";
import { contradiction } from "../../../src/rewards/fixtureContradiction.ts";
import type { RewardFixture } from "../../../src/rewards/reward.ts";
import { validateDefinition } from "../../../src/rewards/validateDefinition.ts";

const parameters = { words: { type: "number", default: 3, min: 1, max: 9 } } as const;

function checked(fixtures: unknown, rest: object = {}): readonly RewardFixture[] {
  const reward = { accepts: "text", parameters, score: () => [], fixtures, ...rest };
  return validateDefinition("mood", { default: reward }).fixtures;
}

describe("fixtures", () => {
  it("are copied, so that they cannot change afterwards", () => {
    const given = [
      { better: "a", worse: "b", prompt: "p", name: "n", parameters: { words: 4 }, more: 1 },
      { text: "c", min: -1, max: Infinity },
    ];
    const copies = checked(given);
    given.length = 0;
    expect(copies).toEqual([
      { better: "a", worse: "b", prompt: "p", name: "n", parameters: { words: 4 } },
      { text: "c", min: -1, max: Infinity },
    ]);
    expect(checked(undefined)).toEqual([]);
  });

  it.each([
    [{}, "fixtures is an object"],
    [[3], "its fixture 1 is a number"],
    [[{ text: "a", min: 0 }, null], "its fixture 2 is null"],
    [[{}], "its fixture 1 is of neither kind"],
    [[{ better: "a", worse: "b", text: "c" }], "its fixture 1 is of both kinds"],
    [[{ better: "a" }], "its fixture 1 has a worse that is missing"],
    [[{ text: 4, min: 1 }], "its fixture 1 has a text that is a number"],
    [[{ text: "a" }], "its fixture 1 expects nothing"],
    [[{ text: "a", min: "1" }], 'its fixture 1 has a min that is "1"'],
    [[{ text: "a", max: Number.NaN }], "its fixture 1 has a max that is NaN"],
    [[{ text: "a", min: 2, max: 1 }], "its fixture 1 wants a score from 2 to 1, and there is none"],
    [[{ text: "a", min: Infinity }], "its fixture 1 wants a score from Infinity"],
    [[{ text: "a", min: 1, parameters: { word: 1 } }], "There are words"],
    [[{ text: "a", min: 1, parameters: { words: 10 } }], "It must be a number from 1 to 9"],
    [[{ text: "a", min: 1, parameters: { toString: 1 } }], "does not declare"],
    [[{ better: "a", worse: "a" }], "its fixture 1 cannot be met"],
    [Array.from({ length: 1001 }, () => ({ text: "a", min: 1 })), "Leave at most 1000"],
    [[{ text: "a".repeat(100_001), min: 1 }], "100001 characters"],
  ])("%j say what is wrong", (fixtures, sentence) => {
    expect(() => checked(fixtures)).toThrow(expect.objectContaining({ code: "reward-shape" }));
    expect(() => checked(fixtures)).toThrow(sentence);
  });

  it("are refused of a reward that accepts images", () => {
    expect(() => checked([{ text: "a", min: 1 }], { accepts: "image" })).toThrow("accepts images");
  });

  it("that contradict one another are named in a sentence", () => {
    expect(() =>
      checked([
        { text: "a", min: 1 },
        { text: "b", min: 9 },
        { text: "a", max: 0 },
      ]),
    ).toThrow(
      "its fixtures 1 and 3 contradict one another, so no score could meet them all. Change or remove one of them.",
    );
  });
});

describe("a contradiction", () => {
  const among = (...fixtures: RewardFixture[]) => contradiction(fixtures, parameters);

  it("is a circle of orders, without those that only lead into it", () => {
    const into = { better: "z", worse: "a" };
    expect(among(into, { better: "a", worse: "b" }, { better: "b", worse: "c" }, { better: "c", worse: "a" })).toEqual([
      2, 3, 4,
    ]);
  });

  it("is a bound that orders carry to a text that must not reach it", () => {
    const chain = [
      { better: "a", worse: "b" },
      { better: "b", worse: "c" },
    ] as const;
    expect(among(...chain, { text: "c", min: 1 }, { text: "a", max: 1 })).toEqual([1, 2, 3, 4]);
    expect(among(...chain, { text: "c", min: 1 }, { text: "a", max: 1.1 })).toBeUndefined();
  });

  it("is a text that must be better than one that must not be, and must not be itself", () => {
    expect(among({ better: "a", worse: "b" }, { text: "a", max: -Infinity })).toEqual([1, 2]);
    expect(among({ better: "a", worse: "b" }, { text: "b", max: -Infinity })).toBeUndefined();
  });

  it("is none where prompt or parameters differ, and one where a default is only written out", () => {
    const low = { text: "a", max: 0 };
    expect(among(low, { text: "a", min: 1, prompt: "p" })).toBeUndefined();
    expect(among(low, { text: "a", min: 1, parameters: { words: 4 } })).toBeUndefined();
    expect(among(low, { text: "a", min: 1, parameters: { words: 3 } })).toEqual([1, 2]);
  });

  it("is found among a thousand fixtures at once", () => {
    const ladder = Array.from({ length: 999 }, (_, i) => ({ better: `${i + 1}`, worse: `${i}` }));
    expect(among(...ladder)).toBeUndefined();
    expect(among(...ladder, { better: "0", worse: "999" })).toHaveLength(1000);
  });
});
