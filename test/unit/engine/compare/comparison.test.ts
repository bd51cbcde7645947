import { describe, expect, it } from "vitest";
import { conclusionOf } from "../../../../src/engine/compare/conclusion.ts";
import { distinct, pixelDistance } from "../../../../src/engine/compare/variety.ts";
import { seedResult, type EndedCloud, type EndedParticle } from "../../../../src/engine/compare/seedResult.ts";
import { summaryOf } from "../../../../src/engine/compare/summary.ts";
import type { SeedResult } from "../../../../src/protocol/comparison.ts";

const cloud = (particles: readonly Partial<EndedParticle>[], best = 0, draw: number | undefined = 0): EndedCloud => ({
  particles: particles.map((particle) => ({
    shown: { modality: "text", text: "a b", generated: "a b", pieces: [] },
    reward: 0,
    parts: [particle.reward ?? 0],
    weight: 1 / particles.length,
    holdout: undefined,
    ...particle,
  })),
  best,
  draw,
  pixelDistance: undefined,
  executedCalls: 100,
  seconds: 2,
});

const rewards = (...values: readonly number[]): EndedCloud =>
  cloud(
    values.map((reward) => ({ reward })),
    values.indexOf(Math.max(...values)),
  );

describe("distinct-n", () => {
  it("counts different runs of words over all of them, whatever their case and the marks between them", () => {
    expect(distinct(["The cat saw the dog."], 1)).toBe(4 / 5);
    expect(distinct(["The cat, the cat!"], 2)).toBe(2 / 3);
    expect(distinct(["one two three"], 3)).toBe(1);
  });

  it("falls when texts repeat one another, and not across their ends", () => {
    expect(distinct(["a b", "a b"], 2)).toBe(1 / 2);
    expect(distinct(["a b", "b a"], 2)).toBe(1);
  });

  it("takes a word with an apostrophe for one, and any alphabet's letters", () => {
    expect(distinct(["don't don’t Öl öl 42"], 1)).toBe(4 / 5);
  });

  it("is undefined where no text has that many words", () => {
    expect(distinct(["one", ""], 2)).toBeUndefined();
  });
});

describe("the distance of images", () => {
  const image = (...values: readonly number[]) => ({
    data: Uint8ClampedArray.from(values.flatMap((value) => [value, value, value, 255])),
  });

  it("is the root mean square over pairs and colours, 1 between black and white", () => {
    expect(pixelDistance([image(0, 0), image(255, 255)])).toBe(1);
    expect(pixelDistance([image(0), image(0), image(255)])).toBeCloseTo(Math.sqrt(2 / 3));
    expect(pixelDistance([image(10, 20), image(10, 20), image(10, 20)])).toBe(0);
  });

  it("is undefined of one, and of none", () => {
    expect(pixelDistance([image(7)])).toBeUndefined();
    expect(pixelDistance([])).toBeUndefined();
  });
});

describe("a seed's figures", () => {
  it("are expectations where a method draws, and the best where it picks", () => {
    const steered = cloud(
      [
        { reward: 1, weight: 0.25, holdout: 10 },
        { reward: 3, weight: 0.75, holdout: 20 },
      ],
      1,
    );
    const { outputs } = seedResult(4, rewards(0, 1, 5), steered);
    expect(outputs.base.reward).toBe(2);
    expect(outputs["best-of-n"].reward).toBe(5);
    expect(outputs.fk).toEqual({ reward: 3, holdout: 20 });
    expect(outputs["fk-draw"]).toEqual({ reward: 2.5, holdout: 17.5 });
  });

  it("leave out particles that miss a hard constraint, and count them", () => {
    const { outputs, clouds } = seedResult(0, rewards(-Infinity, 1, 3, -Infinity), rewards(-Infinity, -Infinity));
    expect(outputs.base.reward).toBe(2);
    expect(clouds.unsteered).toMatchObject({ mean: 2, best: 3, spread: Math.SQRT2, feasible: 0.5 });
    expect(outputs.fk.reward).toBeUndefined();
    expect(outputs["fk-draw"].reward).toBeUndefined();
    expect(clouds.steered).toMatchObject({ mean: undefined, best: undefined, feasible: 0 });
  });

  it("let no particle that misses the constraint be judged", () => {
    const infeasible = cloud([{ reward: -Infinity, holdout: 1, weight: 0 }]);
    const half = cloud(
      [
        { reward: -Infinity, holdout: 1 },
        { reward: 0, holdout: 3 },
      ],
      1,
    );
    const { outputs, clouds } = seedResult(0, half, infeasible);
    expect(outputs.base.holdout).toBe(3);
    expect(clouds.unsteered.holdoutMean).toBe(3);
    expect([outputs.fk.holdout, outputs["fk-draw"].holdout, clouds.steered.holdoutMean]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("a seed that has paid a pilot", () => {
  const pilot = rewards(3, 9).particles;

  it("may take its best of n from it, and counts nothing else of it", () => {
    const without = seedResult(0, rewards(1, 5), rewards(6));
    const { outputs, clouds, scored } = seedResult(0, rewards(1, 5), rewards(6), pilot);
    expect(outputs["best-of-n"].reward).toBe(9);
    expect(outputs.base).toEqual(without.outputs.base);
    expect(clouds).toEqual(without.clouds);
    expect(scored).toBe(5);
    expect(seedResult(0, rewards(1, 10), rewards(6), pilot).outputs["best-of-n"].reward).toBe(10);
  });
});

describe("a reward of few values", () => {
  // Every particle 1 where it is steered, and 0 where it is not, by chance in both of two seeds.
  const seeds = [0, 1].map((seed) => seedResult(seed, rewards(0, 0, 0, 0), rewards(1, 1, 1, 1)));

  it("has intervals of its own, in which seeds that agree are no certainty", () => {
    const { differences, outputs, clouds } = summaryOf(seeds);
    const [low, high] = differences[0]!.reward!.interval!;
    expect(low).toBeLessThan(0);
    expect(high).toBe(1);
    expect(outputs.fk.reward!.interval![0]).toBeLessThan(0.5);
    expect(clouds.steered.mean!.interval![0]).toBeLessThan(0.5);
    expect(conclusionOf({ ...summaryOf(seeds), holdout: undefined }, 4)[0]).toMatch(/do not separate/u);
  });

  it("has none where everything that was scored is the same", () => {
    const same = [0, 1].map((seed) => seedResult(seed, rewards(1, 1), rewards(1, 1)));
    const { differences } = summaryOf(same);
    expect(differences[0]!.reward).toEqual({ mean: 0, interval: undefined, seeds: 2 });
    expect(conclusionOf({ ...summaryOf(same), holdout: undefined }, 2)[0]).toMatch(/nothing is known/u);
  });

  it("is told from one of many", () => {
    const many = [0, 1].map((seed) => seedResult(seed, rewards(seed, 0.3 + seed), rewards(0.4 + seed, 0.7 + seed)));
    expect(summaryOf(many).differences[0]!.reward!.interval![1]).toBeCloseTo(0.4, 12);
  });
});

describe("a summary", () => {
  const seeds = [
    seedResult(0, rewards(0, 1), rewards(2, 4)),
    seedResult(1, rewards(10, 11), rewards(12, 13)),
    seedResult(2, rewards(20, 21), rewards(22, 25)),
  ];

  it("takes differences seed by seed: what seeds share falls away", () => {
    const { differences, outputs } = summaryOf(seeds);
    const main = differences.find(({ of, minus }) => of === "fk" && minus === "best-of-n");
    expect(main?.reward?.mean).toBe(3);
    // 2, 3 and 4: deviation 1, t 4.3027 of two degrees of freedom.
    expect(main?.reward?.interval?.[0]).toBeCloseTo(3 - 4.30265273 / Math.sqrt(3), 7);
    expect(outputs.fk.reward!.interval![0]).toBeLessThan(0);
    expect(differences.map(({ of, minus }) => `${of} − ${minus}`)).toEqual([
      "fk − best-of-n",
      "fk-draw − base",
      "best-of-n − base",
    ]);
  });

  it("compares only seeds that have both sides", () => {
    const { differences } = summaryOf([...seeds, seedResult(3, rewards(-Infinity), rewards(1))]);
    expect(differences[0]?.reward?.seeds).toBe(3);
  });
});

describe("the conclusion", () => {
  const concluded = (seeds: readonly SeedResult[], holdout?: string): string[] =>
    conclusionOf({ ...summaryOf(seeds), holdout }, 2);

  it("says that one is higher only where the interval excludes 0", () => {
    const clear = [0, 1, 2].map((seed) => seedResult(seed, rewards(0, 1), rewards(2, 3 + seed / 10)));
    expect(concluded(clear)[0]).toBe(
      "The best of 2 steered outputs has a higher reward than the best of 2 unsteered outputs, by 2.100 (95 % interval 1.852 to 2.348, 3 seeds).",
    );
    const unclear = [1, -1, 0.5].map((by, seed) => seedResult(seed, rewards(0, 1), rewards(0, 1 + by)));
    expect(concluded(unclear)[0]).toMatch(
      /^The best of 2 steered .* do not separate in reward: .* its interval holds 0/u,
    );
  });

  it("says that they are the same where every seed has them the same", () => {
    const same = [0, 1].map((seed) => seedResult(seed, rewards(0.1, seed + 0.5), rewards(0.1, seed + 0.5)));
    expect(concluded(same)[0]).toBe(
      "The best of 2 steered outputs and the best of 2 unsteered outputs are the same in reward with each of 2 seeds.",
    );
  });

  it("says so when steering is worse", () => {
    const worse = [0, 1, 2].map((seed) => seedResult(seed, rewards(0, 5), rewards(0, 1 + seed / 10)));
    expect(concluded(worse)[0]).toContain("has a lower reward than the best of 2 unsteered outputs, by 3.900");
  });

  it("claims no interval with one seed", () => {
    const sentences = concluded([seedResult(0, rewards(0, 1), rewards(2, 4))]);
    expect(sentences[0]).toBe(
      "The best of 2 steered outputs has a reward higher by 3.000 than the best of 2 unsteered outputs with this seed.",
    );
    expect(sentences.at(-1)).toMatch(/^One seed has no intervals/u);
    expect(sentences.join()).not.toContain("95 %");
  });

  it("tells of the holdout, and of particles that miss the constraint", () => {
    const judged = [0, 1].map((seed) =>
      seedResult(
        seed,
        cloud([{ reward: 1, holdout: 5 }, { reward: -Infinity }]),
        cloud([{ reward: 2, holdout: 3 + seed }, { reward: 1 }]),
      ),
    );
    const sentences = concluded(judged, "length");
    expect(sentences).toContainEqual(expect.stringMatching(/do not separate in holdout reward \(length\)/u));
    expect(sentences.at(-1)).toMatch(/^Some particles miss the hard constraint/u);
  });

  it("warns of a reward that rises while its holdout falls, and of no other", () => {
    const ends = (holdouts: readonly [number, number, number], by = 1): string[] =>
      concluded(
        holdouts.map((holdout, seed) =>
          seedResult(seed, cloud([{ reward: 1, holdout: 5 }]), cloud([{ reward: 1 + by + seed / 10, holdout }])),
        ),
        "verifier",
      );
    const warning = expect.stringMatching(/^The reward rises while the holdout reward \(verifier\) falls/u);
    expect(ends([3, 3.1, 3.2])).toContainEqual(warning);
    expect(ends([7, 7.1, 7.2])).not.toContainEqual(warning);
    expect(ends([1, 9, 3])).not.toContainEqual(warning);
    expect(ends([3, 3.1, 3.2], -2)).not.toContainEqual(warning);
  });

  it("warns of a reward that rises while its holdout finds more of what was steered away from", () => {
    const ends = (holdout: number): string[] => {
      const seeds = [0, 1, 2].map((seed) =>
        seedResult(
          seed,
          cloud([{ reward: -5, holdout: 5 }]),
          cloud([{ reward: -4 + seed / 10, holdout: holdout + seed / 10 }]),
        ),
      );
      return conclusionOf({ ...summaryOf(seeds), holdout: "toxicity-twin", isOpposed: true }, 2);
    };
    const warning = expect.stringMatching(/^The reward rises while the holdout reward \(toxicity-twin\) finds more/u);
    expect(ends(7)).toContainEqual(warning);
    expect(ends(3)).not.toContainEqual(expect.stringMatching(/^The reward rises/u));
  });

  it("warns of a reward that falls by a negative strength while its holdout rises", () => {
    const ends = (holdout: number, isOpposed: boolean): string[] => {
      const seeds = [0, 1, 2].map((seed) =>
        seedResult(
          seed,
          cloud([{ reward: 5, holdout: 5 }]),
          cloud([{ reward: 4 - seed / 10, holdout: holdout + seed / 10 }]),
        ),
      );
      return conclusionOf({ ...summaryOf(seeds), holdout: "toxicity-twin", isOpposed, isNegative: true }, 2);
    };
    const warning = expect.stringMatching(/^The reward falls, as it was to, while the holdout reward/u);
    expect(ends(7, false)).toContainEqual(warning);
    expect(ends(3, false)).not.toContainEqual(warning);
    expect(ends(3, true)).toContainEqual(warning);
  });

  it("says that nothing can be compared where no seed has both", () => {
    expect(concluded([seedResult(0, rewards(-Infinity), rewards(1))])[0]).toContain("cannot be compared");
  });
});
