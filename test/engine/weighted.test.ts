/** Powers, products, exact guidance and nested candidates with the real model: told, kept and refused as any run. */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openRunDocument } from "../../src/runfile/document.ts";
import type { RunRequest } from "../../src/protocol/specification.ts";
import { useEngine } from "../support/useEngine.ts";
import { useFolder } from "../support/useFolder.ts";

const folder = useFolder();
const engine = useEngine();

const request = { particles: 4, strength: 5 } as const;

describe("a weighted run", () => {
  it.each<[string, Partial<RunRequest>, calls: number]>([
    ["a power", { composition: { kind: "power", exponent: 1.3 } }, 1],
    ["a product", { composition: { kind: "product", prompts: ["Suddenly"], exponents: [0.6, 0.6] } }, 2],
    ["guidance", { composition: { kind: "guidance", scale: 1.4, away: "A dog" } }, 2],
  ])("has its factors in weights, log Z and run file: %s", async (name, change, calls) => {
    const runFile = join(folder, `${name}.fkrun`);
    const result = await engine.run({ ...request, ...change, resampling: "never" }, { runFile });
    await using document = await openRunDocument(runFile);
    const sums = Array.from({ length: 4 }, () => 0);
    for (let index = 0; index < document.stepCount; index += 1) {
      const { logFactors, logPotentials, logWeights } = await document.step(index);
      sums.forEach((_, n) => (sums[n]! += logFactors![n]! + logPotentials[n]!));
      logWeights.forEach((log, n) => expect(log).toBeCloseTo(sums[n]!, 9));
    }
    const z = sums.reduce((sum, log) => sum + Math.exp(log), 0) / 4;
    expect(result.groups[0]!.logZ).toBeCloseTo(Math.log(z), 9);
    const plain = await engine.run({ ...request, resampling: "never" });
    // Distinct states differ from run to run, but each is looked at once a prompt.
    expect(result.forwardPasses / plain.forwardPasses).toBeGreaterThan(0.7 * calls);
    expect(result.forwardPasses / plain.forwardPasses).toBeLessThan(1.4 * calls);
  });

  it("chooses among candidates at no further call of the model, and steers by them", async () => {
    const plain = await engine.run({ ...request, strength: 20 });
    const runFile = join(folder, "nested.fkrun");
    const nested = await engine.run({ ...request, strength: 20, candidates: 4 }, { runFile });
    expect(nested.forwardPasses).toBeLessThan(1.3 * plain.forwardPasses);
    await using document = await openRunDocument(runFile);
    expect((await document.step(0)).logPaid!.some((log) => log !== 0)).toBe(true);
    // At λ = 0 nobody chooses.
    const unsteered = { ...request, strength: 0, candidates: 4 };
    const [a, b] = [await engine.run(unsteered), await engine.run({ ...unsteered, candidates: 1 })];
    expect(a.particles).toEqual(b.particles);
  });

  it("draws the same and weighs less at a smaller share", async () => {
    const guided = { kind: "guidance", scale: 1.4, away: "A dog" } as const;
    const free = { ...request, strength: 0, resampling: "never" } as const;
    const [whole, half, none] = await Promise.all(
      [1, 0.5, 0].map((share) => engine.run({ ...free, composition: { ...guided, share } })),
    );
    expect(half!.particles.map(({ reward }) => reward)).toEqual(whole!.particles.map(({ reward }) => reward));
    const logs = (of: typeof whole) => of!.particles.map(({ weight }) => Math.log(weight / of!.particles[0]!.weight));
    logs(whole).forEach((log, n) => expect(logs(half)[n]).toBeCloseTo(log / 2, 9));
    expect(none!.particles.map(({ weight }) => weight)).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  it("weighs the steps of images, which at no share are the sampler's own", async () => {
    const images = { ...request, model: "emoji-scenes", prompt: "a red heart", steps: 6, strength: 0 } as const;
    const colour = [{ source: { kind: "builtin", name: "brightness" } }] as const;
    const guided = (share: number) => ({
      ...images,
      rewards: colour,
      resampling: "never" as const,
      composition: { kind: "guidance" as const, scale: 3, share },
    });
    const usual = await engine.run({ ...images, rewards: colour, resampling: "never", guidance: 3 });
    const none = await engine.run(guided(0));
    none.particles.forEach((particle, n) => {
      const other = usual.particles[n]!;
      // As far as clipping each prediction or their combination is the same.
      expect(Math.abs(particle.reward - other.reward)).toBeLessThan(0.05);
      expect(particle.weight).toBe(0.25);
    });
    const exact = await engine.run(guided(1));
    expect(exact.particles.map(({ reward }) => reward)).toEqual(none.particles.map(({ reward }) => reward));
    expect(Math.max(...exact.particles.map(({ weight }) => weight))).toBeGreaterThan(0.9);
    expect(exact.forwardPasses).toBe(usual.forwardPasses);
  });

  it.each<[string, Partial<RunRequest>, string]>([
    ["a power of an image model", { composition: { kind: "power", exponent: 2 } }, "composition"],
    [
      "exponents of images that do not add up to 1",
      { composition: { kind: "product", prompts: ["a cat"], exponents: [0.7, 0.7] } },
      "composition.exponents",
    ],
    [
      "a sampler that draws nothing",
      { composition: { kind: "guidance", scale: 2 }, sampler: { kind: "ddim", eta: 0 } },
      "composition",
    ],
    [
      "a multistep sampler",
      { composition: { kind: "guidance", scale: 2 }, sampler: { kind: "dpm++-sde" } },
      "composition",
    ],
  ])("of images is refused with a sentence where it cannot be: %s", async (_, change, field) => {
    const rewards = [{ source: { kind: "builtin", name: "brightness" } }] as const;
    await expect(
      engine.run({ ...request, model: "emoji-scenes", prompt: "a cat", rewards, ...change }),
    ).rejects.toMatchObject({ code: "steering-invalid", details: { field } });
  });

  it.each<[string, Partial<RunRequest>, string]>([
    [
      "places by content",
      { composition: { kind: "power", exponent: 2 }, proposal: { kind: "confidence" } },
      "proposal",
    ],
    ["temperature 0", { composition: { kind: "power", exponent: 2 }, temperature: 0 }, "temperature"],
    [
      "exponents that cancel",
      { composition: { kind: "product", prompts: ["A"], exponents: [1, -1] } },
      "composition.exponents",
    ],
  ])("is refused with a sentence where it cannot be: %s", async (_, change, field) => {
    await expect(engine.run({ ...request, ...change })).rejects.toMatchObject({
      code: "steering-invalid",
      details: { field },
    });
  });
});
