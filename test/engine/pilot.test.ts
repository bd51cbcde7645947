import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../src/protocol/run.ts";
import { builtin, file, repository } from "../support/forkedEngine.ts";
import { readWholeRun } from "../support/wholeRun.ts";
import { textParticles } from "../support/textParticles.ts";
import { useEngine } from "../support/useEngine.ts";
import { useFolder } from "../support/useFolder.ts";

const rewards = [builtin("sentiment-lexicon"), builtin("length", { weight: -0.5, parameters: { target: 60 } })];
const standardised = { rewards, standardise: 6, draws: 3 };

const folder = useFolder({ emptied: true });
const runFile = join(folder, "run.fkrun");
const engine = useEngine();

/** Mean and standard deviation, as a textbook has them. */
function moments(values: readonly number[]): { mean: number; scale: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.map((value) => (value - mean) ** 2);
  return { mean, scale: Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / (values.length - 1)) };
}

describe("a standardised run", () => {
  it("takes its scales from the rewards of an unsteered pilot, which the run file has", async () => {
    const events: RunEvent[] = [];
    const { scales } = await engine.run(standardised, { runFile, onEvent: (event) => events.push(event) });
    const { pilot, result: kept, end } = await readWholeRun(runFile);
    expect(pilot).toMatchObject({ particles: 6, scales });
    expect(end).toMatchObject({ outcome: "done" });
    expect(kept!.scales).toEqual(scales);
    expect(pilot!.parts).toHaveLength(6);
    for (const [index, found] of scales!.entries()) {
      const { mean, scale } = moments(pilot!.parts.map((parts) => parts[index]!));
      expect(found.mean).toBeCloseTo(mean, 9);
      expect(found.scale).toBeCloseTo(scale, 9);
      expect(found.scale).toBeGreaterThan(0);
    }
    const passes = events.flatMap((event) => (event.kind === "step" ? [event.pass] : []));
    expect(new Set(passes.map(({ kind, number, count }) => `${kind} ${number}/${count}`))).toEqual(
      new Set(["pilot 1/2", "run 2/2"]),
    );
    expect(passes).toHaveLength(16);
  });

  it("has the scales of the model itself: they are near those of an unsteered run of as many particles", async () => {
    const { scales } = await engine.run({ ...standardised, standardise: 24 });
    const unsteered = await engine.run({ rewards, strength: 0, particles: 24, seed: 77 });
    for (const [index, { mean, scale }] of scales!.entries()) {
      const plain = moments(unsteered.particles.map(({ parts }) => parts[index]!));
      // Two independent means of 24: four standard errors of their difference.
      expect(Math.abs(mean - plain.mean)).toBeLessThan(4 * scale * Math.sqrt(2 / 24));
      expect(scale / plain.scale).toBeGreaterThan(0.4);
      expect(scale / plain.scale).toBeLessThan(2.5);
    }
  });

  it("counts Σ weight (part − mean) / scale at every scored step", async () => {
    await engine.run(standardised, { runFile });
    const { header, pilot, steps } = await readWholeRun(runFile);
    const weights = header.specification.rewards.map(({ weight }) => weight);
    expect(weights).toEqual([1, -0.5]);
    for (const { step, rewards: drawn, values, particles } of steps) {
      for (const { index, parts } of particles) {
        const wanted = pilot!.scales.reduce(
          (sum, { mean, scale }, k) => sum + (weights[k]! * (parts[k]! - mean)) / scale,
          0,
        );
        // Parts are means over the draws, and the sum is linear in them.
        const given = drawn[index]!;
        expect(given.reduce((sum, value) => sum + value, 0) / given.length).toBeCloseTo(wanted, 9);
        if (step === header.specification.steps) expect(values[index]).toBeCloseTo(wanted, 9);
      }
    }
  });

  it("is the same for the same seed, and its pilot another for another seed", async () => {
    const first = await engine.run(standardised);
    const again = await engine.run(standardised);
    expect({ ...again, seconds: undefined }).toEqual({ ...first, seconds: undefined });
    expect((await engine.run({ ...standardised, seed: 2 })).scales).not.toEqual(first.scales);
  });

  it("moves the same noise as the run that is not standardised", async () => {
    const { particles } = await engine.run({ rewards, resampling: "never" });
    const after = await engine.run({ ...standardised, resampling: "never" });
    expect(textParticles(after.particles).map(({ text }) => text)).toEqual(
      textParticles(particles).map(({ text }) => text),
    );
  });

  it("says of a reward that is the same everywhere that it has no scale, and only centres it", async () => {
    const constant = builtin("contains", { parameters: { words: "zyzzyva" } });
    const messages: string[] = [];
    const { scales, particles } = await engine.run(
      { rewards: [builtin("sentiment-lexicon"), constant], standardise: 6 },
      { onEvent: (event) => event.kind === "warning" && messages.push(event.message) },
    );
    expect(messages).toEqual([expect.stringMatching(/contains is .* no scale/u)]);
    expect(scales![1]!.scale).toBe(1);
    expect(new Set(particles.map(({ parts }) => parts[1]! - scales![1]!.mean))).toEqual(new Set([0]));
  });
});

describe("a hard constraint in a standardised run", () => {
  it("keeps its own scale, and its −∞ does not spoil that of the others", async () => {
    const hard = file(join(repository, "examples", "rewards", "no-letter-e.reward.ts"), {
      parameters: { strict: true },
    });
    const { scales } = await engine.run({ rewards: [builtin("sentiment-lexicon"), hard], standardise: 6 }, { runFile });
    const { pilot } = await readWholeRun(runFile);
    expect(pilot!.parts.map((parts) => parts[1])).toContain(-Infinity);
    const { mean, scale } = moments(pilot!.parts.map((parts) => parts[0]!));
    expect(scales).toEqual([
      { mean: expect.closeTo(mean, 9), scale: expect.closeTo(scale, 9) },
      { mean: 0, scale: 1 },
    ]);
  });
});
