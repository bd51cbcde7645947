/** Particles as cards. */
import { describe, expect, it } from "vitest";
import type { ParticleView } from "../../../src/protocol/particle.ts";
import { foldParticles } from "../../../src/protocol/foldParticles.ts";

function particle(index: number, text: string, reward: number, weight = 0.1, ancestor = index): ParticleView {
  return {
    modality: "text",
    index,
    group: 0,
    text,
    generated: text,
    pieces: [{ text, masked: false }],
    reward,
    parts: [reward],
    weight,
    ancestor,
  };
}

describe("foldParticles", () => {
  it("makes one card of identical texts, with their number and summed weight", () => {
    const folds = foldParticles([
      particle(0, "a", 1, 0.25, 0),
      particle(1, "b", 2, 0.5, 3),
      particle(2, "a", 1, 0.25, 3),
    ]);
    expect(folds.map(({ key, count, weight }) => [key, count, weight])).toEqual([
      [1, 1, 0.5],
      [0, 2, 0.5],
    ]);
    expect(folds[1]?.indices).toEqual([0, 2]);
    expect(folds[1]?.ancestors).toEqual([0, 3]);
  });

  it("puts the highest reward first and keeps index order between equals", () => {
    const folds = foldParticles([particle(0, "a", 1), particle(1, "b", 3), particle(2, "c", 1), particle(3, "d", 3)]);
    expect(folds.map((one) => one.key)).toEqual([1, 3, 0, 2]);
  });

  it("shows the best of the particles that share a text, under the lowest index", () => {
    const [fold] = foldParticles([particle(4, "a", 0.1), particle(2, "a", 0.3), particle(3, "a", 0.2)]);
    expect(fold?.key).toBe(2);
    expect(fold?.lead.reward).toBe(0.3);
  });

  it("puts violations of a hard constraint last, in index order", () => {
    const folds = foldParticles([particle(0, "a", -Infinity), particle(1, "b", -5), particle(2, "c", -Infinity)]);
    expect(folds.map((one) => one.key)).toEqual([1, 0, 2]);
  });

  it("folds 4096 particles without a noticeable pause", () => {
    const particles = Array.from({ length: 4096 }, (_, i) => particle(i, `text ${i % 1500}`, Math.sin(i)));
    foldParticles(particles);
    const started = performance.now();
    expect(foldParticles(particles)).toHaveLength(1500);
    // Some 2 ms on a machine with nothing else to do.
    expect(performance.now() - started).toBeLessThan(500);
  });
});
