import { describe, expect, it } from "vitest";
import { TokenDistributions } from "../../../src/diffusion/tokenDistributions.ts";
import { createRandomStreams } from "../../../src/steering/streams.ts";
import { chiSquareZ } from "../../exactness/chiSquare.ts";

const stream = createRandomStreams(1).stream({ purpose: "decode", group: "g", slot: 0, step: 0 });
const none = (): readonly number[][] => [];

/** softmax(logits / temperature) without the banned, the long way. */
function softmax(logits: readonly number[], temperature: number, banned: readonly number[] = []): number[] {
  const raw = logits.map((logit, each) =>
    banned.includes(each) ? 0 : Math.exp((logit - Math.max(...logits)) / temperature),
  );
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((weight) => weight / sum);
}

describe("token distributions", () => {
  const logits = Array.from({ length: 3 * 200 }, () => 3 * stream.normal());
  const row = (place: number): number[] => logits.slice(200 * place, 200 * (place + 1));
  const make = (temperature: number, banned: (place: number) => readonly (readonly number[])[] = none) =>
    new TokenDistributions(Float32Array.from(logits), 200, temperature, banned);

  it.each([0.5, 1, 2])("are softmax(logits / %d) at every place", (temperature) => {
    const distributions = make(temperature);
    for (const place of [2, 0, 1]) {
      softmax(row(place), temperature).forEach((p, each) => {
        expect(distributions.probability(place, each)).toBeCloseTo(p, 6);
      });
    }
  });

  it("may be of some places alone, and cannot be asked for others", () => {
    const rows = [2, 0];
    const some = new TokenDistributions(Float32Array.from([...row(2), ...row(0)]), 200, 0.7, none, "nothing", rows);
    const all = make(0.7);
    for (const place of rows) {
      expect(some.probability(place, 7)).toBe(all.probability(place, 7));
      expect(some.draw(place, 0.4)).toBe(all.draw(place, 0.4));
    }
    expect(() => some.draw(1, 0.4)).toThrow(/place 1 is none of them/u);
  });

  it("are drawn from by what they say", () => {
    const distributions = make(1);
    const counts = Array.from({ length: 200 }, () => 0);
    for (let i = 0; i < 40_000; i += 1) {
      const drawn = distributions.draw(1, stream.uniform());
      counts[drawn] = counts[drawn]! + 1;
    }
    expect(Math.abs(chiSquareZ(counts, softmax(row(1), 1)))).toBeLessThan(4);
  });

  it("never give a banned token, at any uniform, and shift its share to the others", () => {
    const likely = row(0).indexOf(Math.max(...row(0)));
    const banned = [0, 199, likely];
    const distributions = make(1, (place) => (place === 0 ? [banned.slice(0, 1), banned.slice(1)] : []));
    for (const u of [0, 1e-300, 0.3, 0.5, 1 - 2 ** -53]) expect(banned).not.toContain(distributions.draw(0, u));
    softmax(row(0), 1, banned).forEach((p, each) => expect(distributions.probability(0, each)).toBeCloseTo(p, 6));
    expect(distributions.probability(1, 0)).toBeGreaterThan(0);
  });

  it("give the first and the last possible token at the ends of the unit interval", () => {
    const edges = new TokenDistributions(Float32Array.of(-Infinity, 0, 0, -Infinity), 4, 1, none);
    expect([0, 0.49, 0.5, 1 - 2 ** -53].map((u) => edges.draw(0, u))).toStrictEqual([1, 1, 2, 2]);
  });

  it("give the likeliest token alone at temperature 0, of equals the first", () => {
    const flat = new TokenDistributions(Float32Array.of(1, 5, 5, 0), 4, 0, () => [[3]]);
    expect([0, 0.5, 0.999].map((u) => flat.draw(0, u))).toStrictEqual([1, 1, 1]);
  });

  it.each([Number.NaN, Infinity])("report a model that says %d", (bad) => {
    const broken = new TokenDistributions(Float32Array.of(0, bad, 1), 3, 1, none);
    expect(() => broken.draw(0, 0.5)).toThrow(expect.objectContaining({ code: "model-corrupt" }));
  });

  it.each([0.3, 0.7, 1, 1.5])("tell the model's own probability of what is drawn at temperature %d", (temperature) => {
    const distributions = new TokenDistributions(
      Float32Array.from(logits),
      200,
      temperature,
      () => [[3, 4]],
      "entropies",
    );
    const exact = softmax(row(1), 1, [3, 4]);
    for (let i = 0; i < 200; i += 1) {
      const drawn = distributions.draw(1, stream.uniform());
      expect(distributions.modelProbability(1, drawn) / exact[drawn]!).toBeCloseTo(1, 5);
    }
  });

  it("tell the model's own entropy where it is kept, and refuse to where it is not", () => {
    const exact = softmax(row(1), 1, []);
    const entropy = -exact.reduce((sum, p) => sum + (p > 0 ? p * Math.log(p) : 0), 0);
    for (const temperature of [0, 0.7, 1]) {
      const kept = new TokenDistributions(Float32Array.from(logits), 200, temperature, none, "entropies");
      expect(kept.modelEntropy(1), `${temperature}`).toBeCloseTo(entropy, 5);
    }
    const others = new TokenDistributions(Float32Array.from(logits), 200, 0.7, none, "probabilities");
    expect(() => others.modelEntropy(1)).toThrow(/entropies that were not kept/u);
  });

  it("report a place at which everything is banned", () => {
    const empty = new TokenDistributions(Float32Array.of(0, 1), 2, 1, () => [[0, 1]]);
    expect(() => empty.draw(0, 0.5)).toThrow(expect.objectContaining({ code: "model-corrupt" }));
  });
});
