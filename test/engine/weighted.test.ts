/** Powers, products, exact guidance and nested candidates with the real model: told, kept and refused as any run. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRunDocument } from "../../src/runfile/document.ts";
import type { RunRequest } from "../../src/protocol/specification.ts";
import { forkEngine, type ForkedEngine } from "../support/forkedEngine.ts";

let folder: string;
let engine: ForkedEngine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fk-weighted-"));
  engine = await forkEngine();
});
afterAll(async () => {
  await engine[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

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

  it.each<[string, Partial<RunRequest>, string]>([
    [
      "places by content",
      { composition: { kind: "power", exponent: 2 }, proposal: { kind: "confidence" } },
      "proposal",
    ],
    ["temperature 0", { composition: { kind: "power", exponent: 2 }, temperature: 0 }, "temperature"],
    ["exponents that cancel", { composition: { kind: "product", prompts: ["A"], exponents: [1, -1] } }, "exponent"],
  ])("is refused with a sentence where it cannot be: %s", async (_, change, field) => {
    await expect(engine.run({ ...request, ...change })).rejects.toMatchObject({
      code: "steering-invalid",
      details: { field },
    });
  });
});
