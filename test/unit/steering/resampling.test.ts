import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resamplerNames } from "../../../src/steering/policy.ts";
import type { RandomStream } from "../../../src/steering/random.ts";
import { conditionalMultinomial } from "../../../src/steering/resampling/conditional.ts";
import { inverseCdf } from "../../../src/steering/resampling/inverseCdf.ts";
import { resample, resamplers } from "../../../src/steering/resampling/resample.ts";
import { createRandomStreams } from "../../../src/steering/streams.ts";
import { chiSquareZ } from "../../exactness/chiSquare.ts";

const streamOf = (seed: number): RandomStream =>
  createRandomStreams(seed).stream({ purpose: "resample", group: "g", slot: 0, step: 1 });
/** A stream that always says the same. */
const stuckAt = (value: number): RandomStream => ({
  uniform: () => value,
  normal: () => 0,
  uint32: () => Math.floor(value * 2 ** 32),
  fillUniform32: (out) => void out.fill((Math.floor(value * 2 ** 32) + 0.5) * 2 ** -32),
  fillNormals: (out) => void out.fill(0),
});
const normalised = (raw: readonly number[]): Float64Array => {
  const sum = raw.reduce((a, b) => a + b, 0);
  return Float64Array.from(raw, (weight) => weight / sum);
};
const offspringOf = (ancestors: Int32Array, count: number): number[] => {
  const offspring = Array.from({ length: count }, () => 0);
  for (const ancestor of ancestors) offspring[ancestor] = offspring[ancestor]! + 1;
  return offspring;
};

/** The largest float below 1. */
const almostOne = 1 - 2 ** -53;
const uneven = normalised([0.5, 3, 0, 1.2, 0.01, 2.29, 0.7, 1]);

/** Each a last bit more or less. */
const nudged = (weights: Float64Array, n: number, way: 1 | -1): Float64Array =>
  weights.with(n, weights[n]! * (1 + way * 2 ** -52));

/** Kinds of weights that schemes treat differently: whole and fractional N W, none, one that has nearly all. */
const shapes = {
  uneven,
  "nearly equal": normalised([1, 1.01, 0.99, 1, 1.02, 0.98, 1]),
  "whole shares": normalised([2, 0, 1, 0, 3, 0]),
  "one has nearly all": normalised([0.01, 9, 0.02, 0.005, 0.03]),
  many: normalised(Array.from({ length: 60 }, (_, n) => (n % 7 === 0 ? 0 : Math.exp(2 * Math.sin(n))))),
  two: normalised([0.3, 0.7]),
};

describe.each(resamplerNames)("%s resampling", (name) => {
  const scheme = resamplers[name];

  it("gives each particle N W offspring on average", () => {
    const count = uneven.length;
    const runs = 20_000;
    const random = streamOf(1);
    const sums = Array.from({ length: count }, () => 0);
    const squares = Array.from({ length: count }, () => 0);
    for (let run = 0; run < runs; run += 1) {
      offspringOf(scheme(uneven, count, random), count).forEach((offspring, n) => {
        sums[n] = sums[n]! + offspring;
        squares[n] = squares[n]! + offspring ** 2;
      });
    }
    sums.forEach((sum, n) => {
      const mean = sum / runs;
      const error = Math.sqrt(Math.max(1e-12, squares[n]! / runs - mean ** 2) / runs);
      expect(Math.abs(mean - count * uneven[n]!) / error, `particle ${n}`).toBeLessThan(4.5);
    });
  });

  it.each(Object.keys(shapes) as (keyof typeof shapes)[])("has new particles that descend by weight: %s", (shape) => {
    // Offspring of one draw depend on each other. One new particle of each draw, picked blindly, is an independent draw from W
    // if and only if E[offspring] = N W: that is what chi-square can judge, whatever the scheme.
    const weights = shapes[shape];
    const random = streamOf(8);
    const counts = Array.from(weights, () => 0);
    for (let run = 0; run < 20_000; run += 1) {
      const ancestors = scheme(weights, weights.length, random);
      const picked = ancestors[Math.floor(random.uniform() * ancestors.length)]!;
      counts[picked] = counts[picked]! + 1;
    }
    expect(chiSquareZ(counts, [...weights])).toBeLessThan(4);
  });

  it("picks one new particle by weight", () => {
    const random = streamOf(2);
    const counts = Array.from({ length: uneven.length }, () => 0);
    for (let run = 0; run < 10_000; run += 1) {
      const [only] = scheme(uneven, 1, random);
      counts[only!] = counts[only!]! + 1;
    }
    expect(chiSquareZ(counts, [...uneven])).toBeLessThan(4);
  });

  it("never lets a zero weight survive, gives exactly N, in rising order", () => {
    const weight = fc.oneof(fc.constant(0), fc.double({ min: 1e-12, max: 1, noNaN: true }), fc.constant(1e-300));
    fc.assert(
      fc.property(fc.array(weight, { minLength: 1, maxLength: 40 }), fc.nat(), (raw, seed) => {
        fc.pre(raw.some((value) => value > 1e-12));
        const weights = normalised(raw);
        const ancestors = scheme(weights, weights.length, streamOf(seed));
        expect(ancestors).toHaveLength(weights.length);
        expect([...ancestors]).toStrictEqual([...ancestors].toSorted((a, b) => a - b));
        for (const ancestor of ancestors) expect(weights[ancestor]).toBeGreaterThan(0);
      }),
    );
  });

  it.each([0, almostOne])("never lets a zero weight survive at u = %d", (u) => {
    const weights = normalised([0, 0.1, 0.2, 0, 0.7, 0]);
    for (const ancestor of scheme(weights, 6, stuckAt(u))) expect([1, 2, 4]).toContain(ancestor);
  });

  it("copes with a cumulative sum below 1", () => {
    const weights = new Float64Array(10).fill(0.1 - 1e-9);
    weights[9] = 0;
    const ancestors = scheme(weights, 10, stuckAt(almostOne));
    expect(ancestors).toHaveLength(10);
    for (const ancestor of ancestors) expect(ancestor).toBeLessThan(9);
  });

  it("gives everything to a weight of 1, wherever it is", () => {
    for (const place of [0, 2, 3]) {
      const weights = new Float64Array(4).with(place, 1);
      for (const random of [streamOf(3), stuckAt(0), stuckAt(almostOne)]) {
        expect([...scheme(weights, 4, random)]).toStrictEqual([place, place, place, place]);
      }
    }
    expect([...scheme(Float64Array.of(1), 1, streamOf(3))]).toStrictEqual([0]);
  });

  it("is the identity at equal weights, for any N", () => {
    for (const count of [1, 2, 3, 7, 10, 4096]) {
      const ancestors = resample(name, new Float64Array(count).fill(1 / count), streamOf(4));
      expect(ancestors.every((ancestor, n) => ancestor === n)).toBe(true);
    }
  });

  it("holds its means at N = 4096", () => {
    const random = streamOf(5);
    const weights = normalised(Array.from({ length: 4096 }, (_, n) => (n % 5 === 0 ? 0 : random.uniform() ** 4)));
    const ancestors = resample(name, weights, random);
    expect(ancestors).toHaveLength(4096);
    expect([...ancestors]).toStrictEqual([...ancestors].toSorted((a, b) => a - b));
    expect(ancestors.every((ancestor) => weights[ancestor]! > 0)).toBe(true);
    const half = weights.slice(0, 2048).reduce((a, b) => a + b, 0);
    let sum = 0;
    for (let run = 0; run < 40; run += 1) {
      for (const ancestor of resample(name, weights, random)) if (ancestor < 2048) sum += 1;
    }
    // The spread of multinomial resampling bounds that of the others.
    const error = Math.sqrt((half * (1 - half)) / (4096 * 40));
    expect(Math.abs(sum / 4096 / 40 - half) / error).toBeLessThan(4.5);
  });
});

describe("resampling schemes", () => {
  it("keep offspring within one of N W: residual from below, systematic and SSP on both sides", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 30 }),
        fc.nat(),
        (raw, seed) => {
          fc.pre(raw.some((value) => value > 1e-9));
          const weights = normalised(raw);
          const count = weights.length;
          const within = (name: "residual" | "systematic" | "ssp", above: number): void => {
            offspringOf(resamplers[name](weights, count, streamOf(seed)), count).forEach((offspring, n) => {
              expect(offspring).toBeGreaterThan(weights[n]! * count - 1 - 1e-9);
              expect(offspring).toBeLessThan(weights[n]! * count + above + 1e-9);
            });
          };
          within("residual", Infinity);
          within("systematic", 1);
          within("ssp", 1);
        },
      ),
    );
  });

  it("have the known order of variances", () => {
    // The variance of the mean of a monotone function over particles sorted by it, where stratification helps.
    const random = streamOf(6);
    const count = 32;
    const weights = normalised(Array.from({ length: count }, () => random.uniform() ** 2));
    const variance = (name: (typeof resamplerNames)[number]): number => {
      let [sum, squares] = [0, 0];
      const runs = 4000;
      for (let run = 0; run < runs; run += 1) {
        const mean = resamplers[name](weights, count, random).reduce((total, ancestor) => total + ancestor, 0) / count;
        sum += mean;
        squares += mean ** 2;
      }
      return squares / runs - (sum / runs) ** 2;
    };
    const [multinomial, residual, stratified, systematic, ssp] = resamplerNames.map(variance);
    expect(residual).toBeLessThan(multinomial! * 0.9);
    expect(stratified).toBeLessThan(residual! * 0.9);
    expect(systematic).toBeLessThan(multinomial! * 0.5);
    expect(ssp).toBeLessThan(multinomial! * 0.5);
  });

  it("refuse weights that are no weights", () => {
    const internal = expect.objectContaining({ code: "internal" });
    expect(() => resample("systematic", new Float64Array(3), streamOf(1))).toThrow(internal);
    expect(() => resample("systematic", Float64Array.of(1, Number.NaN), streamOf(1))).toThrow(internal);
  });
});

describe("conditional multinomial resampling", () => {
  it("keeps particle 0 in place and draws the others by weight", () => {
    const random = streamOf(7);
    const counts = Array.from({ length: uneven.length }, () => 0);
    for (let run = 0; run < 2000; run += 1) {
      const [kept, ...others] = conditionalMultinomial(uneven, random);
      expect(kept).toBe(0);
      for (const ancestor of others) counts[ancestor] = counts[ancestor]! + 1;
    }
    expect(chiSquareZ(counts, [...uneven])).toBeLessThan(4);
  });
});

describe("reading a cumulative distribution", () => {
  it("takes the first positive weight at u = 0 and the last at the end", () => {
    const taken = inverseCdf(Float64Array.of(0, 0.5, 0.5, 0), Float64Array.of(0, almostOne));
    expect([...taken]).toStrictEqual([1, 2]);
  });
});

describe("ssp", () => {
  it.each<[string, readonly number[]]>([
    ["a last pair that makes a whole", [0.3, 0.7]],
    ["pairs that make wholes", [1, 2, 3, 4, 2.5, 3.5]],
    ["whole shares", [2, 0, 1, 0, 3, 0]],
    ["thirds", [1, 1, 1, 2, 2, 2]],
    ["anything", [0.5, 3, 0, 1.2, 0.01, 2.29, 0.7, 1]],
  ])("gives the same ancestors when one weight is rounded the other way: %s", (_, raw) => {
    const weights = normalised(raw);
    for (let seed = 0; seed < 200; seed += 1) {
      const ancestors = [...resamplers.ssp(weights, weights.length, streamOf(seed))];
      for (const n of weights.keys()) {
        for (const way of [1, -1] as const) {
          const other = [...resamplers.ssp(nudged(weights, n, way), weights.length, streamOf(seed))];
          expect(other, `seed ${seed}, weight ${n}`).toStrictEqual(ancestors);
        }
      }
    }
  });
});
