import { describe, expect, it } from "vitest";
import { isNoBetter, meanOverIterations, type IterationFigures } from "../../../src/steering/longEnough.ts";
import { createRandomStreams } from "../../../src/steering/streams.ts";

const bests = (...all: number[]): IterationFigures[] => all.map((best, iteration) => ({ iteration, best, mean: best }));

describe("isNoBetter", () => {
  it("waits for a first improvement until each of the six moves has had its turn", () => {
    expect(isNoBetter(bests(1, 0, 1, 1, 0, 1), 1)).toBe(false);
    expect(isNoBetter(bests(1, 0, 1, 1, 0, 1, 0), 1)).toBe(true);
  });

  it("waits as long as it took to come to the last one", () => {
    const risen = [1, 0, 0, 1, 0, 0, 2];
    expect(isNoBetter(bests(...risen, 0, 0, 0, 0, 2), 1)).toBe(false);
    expect(isNoBetter(bests(...risen, 0, 0, 0, 0, 2, 0), 1)).toBe(true);
  });

  it("waits anew when a run goes on once more", () => {
    const before = [1, 3, 0, 0, 0, 0];
    expect(isNoBetter(bests(...before, 0, 0, 0, 0, 0), 6)).toBe(false);
    expect(isNoBetter(bests(...before, 0, 0, 0, 0, 0, 0), 6)).toBe(true);
    // What is best since does not make what came before longer.
    expect(isNoBetter(bests(...before, 4, 0, 0, 0, 0, 0, 0), 6)).toBe(true);
  });
});

describe("meanOverIterations", () => {
  const stream = (seed: number) =>
    createRandomStreams(seed).stream({ purpose: "output", group: "mean", slot: 0, step: 0 });

  it("leaves out the run itself, and tells nothing of fewer than eight", () => {
    expect(meanOverIterations(bests(9, 1, 2, 3, 4, 5, 6, 7), stream(0))).toBeUndefined();
    const all = meanOverIterations(bests(99, 1, 2, 3, 4, 5, 6, 7, 8), stream(0))!;
    expect([all.mean, all.iterations]).toEqual([4.5, 8]);
    expect(all.interval[0]).toBeGreaterThan(1);
    expect(all.interval[1]).toBeLessThan(8);
  });

  it("is a point where all are alike, and none where a mean is not finite", () => {
    expect(meanOverIterations(bests(0, ...Array.from({ length: 9 }, () => 2)), stream(0))!.interval).toEqual([2, 2]);
    expect(meanOverIterations(bests(0, ...Array.from({ length: 9 }, () => Infinity)), stream(0))).toBeUndefined();
  });

  it.each([0, 0.5])(
    "holds the true mean about nine times in ten, where one resembles the one before by %s",
    (share) => {
      const [runs, count] = [400, 64];
      let held = 0;
      for (let run = 0; run < runs; run += 1) {
        const draws = stream(1000 + run);
        let value = draws.normal();
        const chain = Array.from({ length: count }, () => {
          value = share * value + Math.sqrt(1 - share ** 2) * draws.normal();
          return value;
        });
        const { interval } = meanOverIterations(bests(0, ...chain), stream(run))!;
        if (interval[0] <= 0 && 0 <= interval[1]) held += 1;
      }
      // Four standard errors around nine in ten; of iterations that resemble each other a bootstrap's intervals are somewhat too narrow.
      expect(held / runs).toBeGreaterThan(share === 0 ? 0.84 : 0.74);
      expect(held / runs).toBeLessThan(0.96);
    },
  );
});
