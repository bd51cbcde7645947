import { describe, expect, it } from "vitest";
import { blockSize, tokenWeights } from "../../../src/diffusion/tokenWeights.ts";
import { createRandomStreams } from "../../../src/steering/streams.ts";

const random = createRandomStreams(7).stream({ purpose: "decode", group: "g", slot: 0, step: 0 });

interface Weighed {
  readonly highest: number;
  readonly weights: ArrayLike<number>;
  readonly sums: ArrayLike<number>;
}

/** What the weights are by definition, one token after the other; `changed` makes another definition of it. */
interface Definition {
  readonly terms: number;
  readonly parts: number;
  readonly smallest: number;
  /** Sums are of weights as they are stored. */
  readonly sumsStored: boolean;
  /** Two running sums, of even and odd tokens. */
  readonly sumsApart: boolean;
}

const definition: Definition = { terms: 5, parts: 16, smallest: -50, sumsStored: true, sumsApart: false };

function plainly(logits: Float32Array, temperature: number, changed: Partial<Definition> = {}): Weighed {
  const how = { ...definition, ...changed };
  const highest = logits.reduce((best, logit) => (logit > best ? logit : best), -Infinity);
  const weights = new Float32Array(logits.length);
  const sums = new Float64Array(Math.ceil(logits.length / blockSize));
  const running = [0, 0];
  logits.forEach((logit, id) => {
    const exact = exponential((logit - highest) * (1 / temperature), how);
    weights[id] = exact;
    running[how.sumsApart ? id % 2 : 0]! += how.sumsStored ? weights[id] : exact;
    sums[Math.floor(id / blockSize)] = running[0]! + running[1]!;
  });
  return { highest, weights, sums };
}

function exponential(x: number, { terms, parts, smallest }: Definition): number {
  if (!(x > smallest)) return Number.isNaN(x) ? x : 0;
  const places = x * (Math.LOG2E * parts);
  const whole = Math.trunc(places);
  const rest = (places - whole) * (Math.LN2 / parts);
  const coefficients = [1, 1, 0.5, 1 / 6, 1 / 24].slice(0, terms);
  return 2 ** (whole / parts) * coefficients.reduceRight((sum, coefficient) => coefficient + rest * sum, 0);
}

/** Rows of every length, spread and temperature, some of their tokens banned. */
const rows = Array.from({ length: 240 }, (_, k) => {
  const spread = [0.5, 4, 20, 80][k % 4]!;
  const logits = Float32Array.from({ length: 1 + Math.floor(9000 * random.uniform()) }, () => spread * random.normal());
  if (k % 3 === 0) for (let id = 1; id < logits.length; id += 5) logits[id] = -Infinity;
  return { logits, temperature: [0.3, 0.7, 1, 1.5][Math.floor(k / 4) % 4]! };
});

/** Numbers that are not the same to the bit, of all rows. */
function differences(weigh: (logits: Float32Array, temperature: number) => Weighed): number {
  let count = 0;
  for (const { logits, temperature } of rows) {
    const [own, plain] = [weigh(logits, temperature), plainly(logits, temperature)];
    count += Number(own.highest !== plain.highest);
    for (const name of ["weights", "sums"] as const) {
      count += Number(own[name].length !== plain[name].length);
      for (let i = 0; i < plain[name].length; i += 1) count += Number(!Object.is(own[name][i], plain[name][i]));
    }
  }
  return count;
}

describe("weights of tokens", () => {
  it("are those of their definition to the bit, and so are their sums, whatever was weighed before", () => {
    expect(rows.reduce((count, { logits }) => count + logits.length, 0)).toBeGreaterThan(1e6);
    expect(differences(tokenWeights)).toBe(0);
  });

  it.each<[string, Partial<Definition>]>([
    ["a term less in the series", { terms: 4 }],
    ["a table of another step", { parts: 32 }],
    ["another place where it ends", { smallest: -49 }],
    ["sums of what was not rounded yet", { sumsStored: false }],
    ["sums that are added up in another order", { sumsApart: true }],
  ])("are not those of %s", (_, changed) => {
    expect(differences((logits, temperature) => plainly(logits, temperature, changed))).toBeGreaterThan(0);
  });

  it("are e^x to 2e-9 before they are rounded, and 0 where it no longer matters", () => {
    let worst = 0;
    for (let x = -49.999; x <= 0; x += 0.0013)
      worst = Math.max(worst, Math.abs(exponential(x, definition) / Math.exp(x) - 1));
    expect(worst).toBeLessThan(2e-9);
    expect([...tokenWeights(Float32Array.of(0, -49, -50, -51, -Infinity), 1).weights]).toStrictEqual([
      1,
      Math.fround(Math.exp(-49)),
      0,
      0,
      0,
    ]);
  });

  it.each([0, 1, 2, 3, 63, 64, 129])("are refused where number %d is NaN or infinite", (bad) => {
    for (const value of [Number.NaN, Infinity]) {
      const logits = new Float32Array(130);
      logits[bad] = value;
      expect(() => tokenWeights(logits, 0.7)).toThrow(expect.objectContaining({ code: "model-corrupt" }));
    }
    expect(tokenWeights(new Float32Array(130), 0.7).sums.at(-1)).toBe(130);
  });
});
