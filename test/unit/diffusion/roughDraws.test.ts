import { describe, expect, it } from "vitest";
import { doubt, RoughDraws } from "../../../src/diffusion/roughDraws.ts";
import { TokenDistributions } from "../../../src/diffusion/tokenDistributions.ts";
import { tokenWeights } from "../../../src/diffusion/tokenWeights.ts";
import { placeRow } from "../../../src/diffusion/weigher.ts";
import { createRandomStreams } from "../../../src/steering/streams.ts";

const random = createRandomStreams(11).stream({ purpose: "decode", group: "g", slot: 0, step: 0 });
const none = (): readonly number[][] => [];

/** Rows of every length, spread and temperature; in some most tokens are as unlikely as each other, in some many are banned. */
const rows = Array.from({ length: 200 }, (_, k) => {
  const spread = [0.5, 4, 20, 80][k % 4]!;
  const logits = Float32Array.from({ length: 1 + Math.floor(9000 * random.uniform()) }, () => spread * random.normal());
  if (k % 3 === 0) for (let id = 1; id < logits.length; id += 5) logits[id] = -Infinity;
  if (k % 7 === 0) logits.fill(-9).set([0], Math.floor(logits.length / 2));
  return { logits, temperature: [0.3, 0.7, 1, 1.5][Math.floor(k / 4) % 4]! };
});

/** The token in double precision. */
function exactly(logits: Float32Array, temperature: number): (uniform: number) => number {
  const whole = new TokenDistributions(logits.slice(), logits.length, temperature, none, "draws");
  return (uniform) => whole.draw(0, uniform);
}

/** Uniforms on both sides of a token's end, from so near that a rounding decides. */
function besideEnds(logits: Float32Array, temperature: number): number[] {
  const { weights } = tokenWeights(logits, temperature);
  const ends: number[] = [];
  let sum = 0;
  for (const weight of weights) ends.push((sum += weight));
  const near = [0, 1e-12, 1e-9, 1e-7, 1e-6, 1e-5].flatMap((offset) => [-offset, offset]);
  return Array.from({ length: 40 }, () => ends[Math.floor(random.uniform() * ends.length)]! / sum).flatMap((end) =>
    near.map((offset) => Math.min(1 - 2 ** -53, Math.max(0, end + offset))),
  );
}

/** Draws that came out, and those of them that are another token than in double precision. */
function tally(least: number): { readonly draws: number; readonly told: number; readonly wrong: number } {
  const found = { draws: 0, told: 0, wrong: 0 };
  for (const { logits, temperature } of rows) {
    const uniforms = [...besideEnds(logits, temperature), ...Array.from({ length: 5000 }, () => random.uniform())];
    const [rough, exact] = [new RoughDraws(logits, temperature), exactly(logits, temperature)];
    for (const uniform of uniforms) {
      const id = rough.draw(uniform, least);
      found.draws += 1;
      found.told += Number(id !== undefined);
      found.wrong += Number(id !== undefined && id !== exact(uniform));
    }
  }
  return found;
}

describe("draws in single precision", () => {
  it("are those of double precision wherever they tell one, in a million of them", () => {
    const { draws, told, wrong } = tally(doubt);
    expect(draws).toBeGreaterThan(1e6);
    expect(wrong).toBe(0);
    expect(told / draws).toBeGreaterThan(0.8);
  });

  it("are not made where probabilities are asked for beside them, by a rule or of places", () => {
    const { logits, temperature } = rows[9]!;
    const weighed = (...asked: ["nothing" | "draws" | "probabilities" | "entropies", number[]?]): boolean => {
      const own = logits.slice();
      const distributions = new TokenDistributions(own, logits.length, temperature, none, ...asked);
      distributions.draw(0, 0.4);
      return own.some((number, id) => number !== logits[id]);
    };
    expect(weighed("nothing")).toBe(false);
    expect(weighed("nothing", [0])).toBe(true);
    for (const asked of ["draws", "probabilities", "entropies"] as const) expect(weighed(asked)).toBe(true);
  });

  it.each([0, 1e-9])("would be others with a doubt of %d", (least) => {
    expect(tally(least).wrong).toBeGreaterThan(0);
  });

  it("have sums that are off by less than half the doubt, as parts of their total", () => {
    let worst = 0;
    for (const { logits, temperature } of rows) {
      const placed = placeRow(logits);
      placed.sumRoughly(1 / temperature);
      const rough = placed.sums.slice();
      const { sums } = tokenWeights(logits, temperature);
      const part = (of: Float64Array, block: number): number => of[block]! / of.at(-1)!;
      sums.forEach((_, block) => (worst = Math.max(worst, Math.abs(part(sums, block) - part(rough, block)))));
    }
    expect(worst).toBeLessThan(doubt / 2);
    expect(worst).toBeGreaterThan(0);
  });

  it.each([0, 3, 63, 64, 129])("tell nothing where number %d is NaN or infinite", (bad) => {
    for (const value of [Number.NaN, Infinity]) {
      const logits = new Float32Array(130);
      logits[bad] = value;
      const drawn = new RoughDraws(logits, 0.7);
      expect([0, 0.3, 0.999].map((uniform) => drawn.draw(uniform))).toStrictEqual([undefined, undefined, undefined]);
    }
  });

  it("leave the logits as they are, so that probabilities can be asked for afterwards", () => {
    const { logits, temperature } = rows[9]!;
    const [drawn, told] = [none, none].map(
      (banned) => new TokenDistributions(logits.slice(), logits.length, temperature, banned),
    ) as [TokenDistributions, TokenDistributions];
    const id = drawn.draw(0, 0.4);
    expect(drawn.probability(0, id)).toBe(told.probability(0, id));
    expect(drawn.draw(0, 0.4)).toBe(id);
    expect(drawn.logSum(0)).toBe(told.logSum(0));
  });
});
