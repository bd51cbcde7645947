import { describe, expect, it } from "vitest";
import { learnPreference, type Pair } from "../../../src/engine/teach/preference.ts";
import { imageTraits, scoresBy } from "../../../src/rewards/traits.ts";

/** Numbers that look random and are the same every time. */
const noise = (n: number): number =>
  Math.sin(n * 127.1 + 311.7) * 43_758.5453 - Math.floor(Math.sin(n * 127.1 + 311.7) * 43_758.5453);
const count = 48;
const traits = {
  liked: Array.from({ length: count }, (_, n) => 10 * noise(n)),
  other: Array.from({ length: count }, (_, n) => 1000 * noise(n + 500)),
  same: Array.from({ length: count }, () => 3),
};

/** Of every two of one pause of eight samples, the one with more of the trait is above, but where `isWrong`. */
function pairs(isWrong: (k: number) => boolean = () => false): Pair[] {
  const all: Pair[] = [];
  for (let i = 0; i < count; i += 1)
    for (let j = i + 1; j < count && Math.floor(j / 8) === Math.floor(i / 8); j += 1) {
      const isMore = traits.liked[i]! > traits.liked[j]!;
      const [better, worse] = isMore !== isWrong(all.length) ? [i, j] : [j, i];
      all.push({ better, worse, pause: Math.floor(i / 8) });
    }
  return all;
}

describe("a preference", () => {
  it("is learned by what was liked, and ranks what was held out", () => {
    const { head, heldOut } = learnPreference(traits, pairs());
    const weight = (name: string): number => head.traits.find((one) => one.name === name)!.weight;
    expect(head.traits.map(({ name }) => name)).toEqual(["liked", "other"]);
    expect(weight("liked")).toBeGreaterThan(5 * Math.abs(weight("other")));
    expect(heldOut).toMatchObject({ of: 168 });
    expect(heldOut!.right).toBeGreaterThan(155);
    const scores = scoresBy(head, traits);
    expect(Math.max(...scores.map(Math.abs))).toBeLessThan(1);
    const [worst, best] = [Math.min(...traits.liked), Math.max(...traits.liked)].map((value) =>
      traits.liked.indexOf(value),
    );
    expect(scores[best!]).toBeGreaterThan(scores[worst!]!);
  });

  it("is where the gradient of the penalised likelihood is 0", () => {
    const wrong = pairs((k) => k % 5 === 0);
    const { head } = learnPreference(traits, wrong);
    const z = (n: number): number[] =>
      head.traits.map(({ name, mean, scale }) => (traits[name as keyof typeof traits][n]! - mean) / scale);
    const gradient = head.traits.map(({ weight }) => weight);
    for (const { better, worse } of wrong) {
      const d = z(better).map((value, k) => value - z(worse)[k]!);
      const margin = head.traits.reduce((sum, { weight }, k) => sum + weight * d[k]!, 0);
      d.forEach((value, k) => (gradient[k]! -= value / (1 + Math.exp(margin))));
    }
    for (const slope of gradient) expect(Math.abs(slope)).toBeLessThan(1e-4);
  });

  it("of votes that are a coin's ranks held-out pairs no better than a coin, and of one pause holds nothing out", () => {
    const { heldOut } = learnPreference(
      traits,
      pairs((k) => noise(k + 9000) < 0.5),
    );
    expect(Math.abs(heldOut!.right / heldOut!.of - 0.5)).toBeLessThan(0.15);
    expect(
      learnPreference(
        traits,
        pairs().filter(({ pause }) => pause === 0),
      ).heldOut,
    ).toBeUndefined();
  });

  it("sees the size and the colour of what an image shows", () => {
    const image = (side: number): { width: number; height: number; data: Uint8ClampedArray } => {
      const data = new Uint8ClampedArray(4 * 64).fill(255);
      for (let y = 2; y < 2 + side; y += 1)
        for (let x = 2; x < 2 + side; x += 1) data.set([200, 0, 0], 4 * (8 * y + x));
      return { width: 8, height: 8, data };
    };
    const found = imageTraits([image(0), image(2), image(4)]);
    expect(found["size of what is shown"]).toEqual([0, 4 / 64, 16 / 64]);
    expect(found["green"]![2]).toBeCloseTo(48 / 64, 10);
    expect(found["colourfulness"]![1]).toBeCloseTo(((200 / 255) * 4) / 64, 10);
    expect(found["contrast"]![0]).toBe(0);
  });
});
