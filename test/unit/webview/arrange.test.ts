/** Which cards there are, in which order, and what is seen beside each other. */
import { describe, expect, it } from "vitest";
import type { ParticleView } from "../../../src/protocol/particle.ts";
import { arrange, bestFirst } from "../../../webview/particles/arrange.ts";
import { textDifferences, tokensOf } from "../../../webview/particles/textDifferences.ts";
import { home, panned, zoomed } from "../../../webview/pictures/zoom.ts";

function particle(index: number, text: string, reward: number, weight: number, ancestor: number): ParticleView {
  const pieces = [{ text, masked: false }];
  return { modality: "text", index, group: 0, text, generated: text, pieces, reward, parts: [], weight, ancestor };
}

const four = [
  particle(0, "a cat", 0.1, 0.4, 3),
  particle(1, "a dog", 0.9, 0.1, 0),
  particle(2, "a dog", 0.9, 0.2, 3),
  particle(3, "A Cat sat", -Infinity, 0.3, 1),
];
const keys = (order: "slot" | "reward" | "weight" | "lineage", filter = "", folds = false): number[] =>
  arrange(four, { order, filter, folds }).map(({ key }) => key);

describe("the arrangement of cards", () => {
  it("sorts as asked, equals by number", () => {
    expect(keys("slot")).toEqual([0, 1, 2, 3]);
    expect(keys("reward")).toEqual([1, 2, 0, 3]);
    expect(keys("weight")).toEqual([0, 3, 2, 1]);
    expect(keys("lineage")).toEqual([1, 3, 0, 2]);
  });

  it("folds equal texts only where that is asked for", () => {
    expect(keys("slot", "", true)).toEqual([0, 1, 3]);
  });

  it("filters by words in any case, and by a bound on the reward", () => {
    expect(keys("slot", " cat ")).toEqual([0, 3]);
    expect(keys("slot", "> 0,5")).toEqual([1, 2]);
    expect(keys("slot", "<= 0.1")).toEqual([0, 3]);
    expect(keys("slot", "< 0.1")).toEqual([3]);
    expect(keys("slot", "> 0.9")).toEqual([]);
    expect(keys("slot", ">=0.9")).toEqual([1, 2]);
    // As cards write them.
    expect(keys("slot", "> 1.23e−5")).toEqual([0, 1, 2]);
    expect(keys("slot", "> −∞")).toEqual([0, 1, 2]);
    expect(keys("slot", "> −1.23e−5")).toEqual([0, 1, 2]);
    expect(keys("slot", "> cat")).toEqual([]);
  });

  it("filters by a particle's number, also of one that shares its card", () => {
    expect(keys("slot", "#2")).toEqual([2]);
    expect(keys("slot", "#2", true)).toEqual([1]);
    expect(keys("slot", "#22")).toEqual([]);
  });
});

describe("the differences of two texts", () => {
  const words = (text: string) => ({ text, tokens: undefined });

  it("are tokens where both have some, words of what was given", () => {
    const cut = (generated: string, ends: readonly number[]) => {
      const text = `Once upon${generated} The end.`;
      return { text, tokens: tokensOf({ text, generated }, " The end.", ends) };
    };
    const left = cut(" she walked home.", [4, 9, 11, 16, 17]);
    const right = cut(" she walks home!", [4, 9, 10, 15, 16]);
    expect(left.tokens).toEqual(["Once", " upon", " she", " walk", "ed", " home", ".", " The", " end."]);
    const differences = textDifferences(left, right);
    expect(differences.left.map(({ text }) => text).join("")).toBe(left.text);
    expect(differences.right.map(({ text }) => text).join("")).toBe(right.text);
    expect(differences.left.filter(({ isOwn }) => isOwn).map(({ text }) => text)).toEqual(["ed", "."]);
    expect(differences.right.filter(({ isOwn }) => isOwn).map(({ text }) => text)).toEqual(["s", "!"]);
    const inWords = textDifferences(left, words(right.text));
    expect(inWords.left.filter(({ isOwn }) => isOwn).map(({ text }) => text)).toEqual(["walked", "."]);
  });

  it("has no tokens where they do not go together with the text: files hold what they hold", () => {
    const text = { text: "A b c", generated: " b c" };
    expect(tokensOf(text, "", [2, 4])).toEqual(["A", " b", " c"]);
    for (const ends of [[], [2], [2, 5], [4, 2, 4]]) expect(tokensOf(text, "", ends)).toBeUndefined();
  });

  it("are words, and put together the pieces are the texts", () => {
    const [left, right] = ["The cat sat down.", "The dog sat there."];
    const differences = textDifferences(words(left), words(right));
    expect(differences.left.map(({ text }) => text).join("")).toBe(left);
    expect(differences.right.map(({ text }) => text).join("")).toBe(right);
    expect(differences.left.filter(({ isOwn }) => isOwn).map(({ text }) => text)).toEqual(["cat", "down"]);
    expect(differences.right.filter(({ isOwn }) => isOwn).map(({ text }) => text)).toEqual(["dog", "there"]);
  });

  it("of texts beyond reading are not looked for", () => {
    const long = "word ".repeat(1e6);
    expect(textDifferences(words(long), words("word")).left).toEqual([
      { text: expect.stringMatching(/^word .* more characters\)$/u), isOwn: false },
    ]);
  });
});

describe("a zoom", () => {
  it("keeps the point under the pointer where it is", () => {
    const at = { x: 0.25, y: 0.75 };
    const zoom = zoomed(home, 2, at);
    const pointOf = ({ scale, x }: typeof zoom): number => x + (at.x - 0.5) / scale;
    expect(pointOf(zoom)).toBeCloseTo(pointOf(home));
  });

  it("never leaves the image, and ends where all of it is seen", () => {
    const far = panned(zoomed(home, 4, { x: 0.5, y: 0.5 }), 10, -10);
    expect([far.x, far.y]).toEqual([0.125, 0.875]);
    expect(zoomed(far, 0.01, { x: 0, y: 0 })).toEqual(home);
  });
});

describe("islands", () => {
  it("come best first, as they stood where they are alike or nothing is known of them", () => {
    const rewards = [0.1, 0.5, 0.7, -Infinity, 0.5, 0.2, -Infinity, -Infinity];
    const particles = rewards.map((reward, index) => ({ reward, group: Math.floor(index / 2) })) as ParticleView[];
    expect(bestFirst(particles, [0, 1, 2, 3])).toEqual([1, 0, 2, 3]);
    expect(bestFirst([], [0, 1, 2, 3])).toEqual([0, 1, 2, 3]);
  });
});
