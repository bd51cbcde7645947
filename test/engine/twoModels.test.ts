/** A product of two models, with the real engine and real files: what a power or one model alone says must come, and what is no product is refused. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { RunRequest } from "../../src/protocol/specification.ts";
import { openRunDocument } from "../../src/runfile/document.ts";
import { byteTokens, writeModel } from "../unit/runtime/modelFixture.ts";
import { cutRun } from "../support/cutRun.ts";
import { useEngine } from "../support/useEngine.ts";
import { useFolder } from "../support/useFolder.ts";

const folder = useFolder();
const engine = useEngine();
const [one, other] = [join(folder, "one"), join(folder, "other")];

const request = {
  model: one,
  prompt: "a",
  particles: 4,
  strength: 3,
  steps: 6,
  length: 8,
  schedule: { kind: "every", every: 2 },
} as const satisfies Partial<RunRequest>;

const product = (exponents: readonly number[], model = other): Partial<RunRequest> => ({
  ...request,
  composition: { kind: "models", model, exponents },
});

/** A model that looks each token up in a table of its own. */
async function write(name: string, seed: number): Promise<void> {
  const path = await writeModel(folder, { name, graph: { weights: "table.bin" } });
  await rewrite(path, seed);
}

async function rewrite(path: string, seed: number): Promise<void> {
  const table = Float32Array.from({ length: byteTokens ** 2 }, (_, i) => 2 * Math.sin(seed + 12.9898 * i));
  await writeFile(join(path, "onnx", "table.bin"), new Uint8Array(table.buffer));
}

describe("a product of two models", () => {
  beforeAll(async () => {
    await write("one", 1);
    await write("other", 2);
    await writeModel(folder, { name: "words", tokenizer: "wordpiece", graph: { rows: 28, columns: 28 } });
  });

  it("is the model's square where both are one, and the model alone where the other has no say", async () => {
    const [twice, square] = [
      await engine.run(product([1, 1], one)),
      await engine.run({ ...request, composition: { kind: "power", exponent: 2 } }),
    ];
    expect(twice.particles).toEqual(square.particles);
    expect(twice.groups[0]!.logZ).toBeCloseTo(square.groups[0]!.logZ, 9);
    expect(twice.forwardPasses).toBe(2 * square.forwardPasses);
    const [mute, alone] = [await engine.run(product([1, 0])), await engine.run(request)];
    expect(mute.particles.map(({ reward }) => reward)).toEqual(alone.particles.map(({ reward }) => reward));
    expect(mute.groups[0]!.logZ).toBeCloseTo(alone.groups[0]!.logZ, 6);
  });

  it("does not care which of the two is named first, and differs from either alone", async () => {
    const [there, back] = [
      await engine.run(product([1.5, 0.7])),
      await engine.run({ ...product([0.7, 1.5], one), model: other }),
    ];
    expect(there.particles.map(({ reward }) => reward)).toEqual(back.particles.map(({ reward }) => reward));
    expect(there.groups[0]!.logZ).toBeCloseTo(back.groups[0]!.logZ, 5);
    const alone = await engine.run({ ...request, composition: { kind: "power", exponent: 1.5 } });
    expect(there.particles).not.toEqual(alone.particles);
  });

  it("has the files of both on record, goes on after a cut, and not with another of either", async () => {
    const runFile = join(folder, "product.fkrun");
    const whole = await engine.run(product([1, 0.5]), { runFile });
    {
      await using document = await openRunDocument(runFile);
      const paths = document.header.model.files.map(({ path }) => path);
      expect(paths).toContain("onnx/table.bin");
      expect(paths).toContain("other/onnx/table.bin");
    }
    const [copy, changed] = [
      await cutRun(runFile, join(folder, "cut.fkrun")),
      await cutRun(runFile, join(folder, "x.fkrun")),
    ];
    const resumed = await engine.resume(copy);
    expect(resumed.particles).toEqual(whole.particles);
    expect(resumed.groups[0]!.logZ).toBe(whole.groups[0]!.logZ);
    await rewrite(other, 3);
    await expect(engine.resume(changed)).rejects.toMatchObject({ code: "run-file" });
    await rewrite(other, 2);
  });

  it("writes as much as both have room for, whichever of the two holds less", async () => {
    const short = await writeModel(folder, { name: "short", graph: { weights: "table.bin" } });
    await rewrite(short, 2);
    const configFile = join(short, "config.json");
    const config = JSON.parse(await readFile(configFile, "utf8")) as object;
    await writeFile(configFile, JSON.stringify({ ...config, max_position_embeddings: 6 }));
    const most = { ...request, length: 200 };
    const [there, back] = [
      await engine.run({ ...most, composition: product([], short).composition! }),
      await engine.run({ ...most, ...product([], one), model: short, length: 200 }),
    ];
    expect(there.particles.map(({ reward }) => reward)).toEqual(back.particles.map(({ reward }) => reward));
    expect(there.groups[0]!.logZ).toBeCloseTo(back.groups[0]!.logZ, 5);
    const long = engine.run({ ...product([], short), prompt: "a much longer one" });
    await expect(long).rejects.toMatchObject({ code: "prompt-too-long" });
  });

  it.each<[string, Partial<RunRequest>, object]>([
    ["other tokens", product([], join(folder, "words")), { details: { field: "composition" } }],
    ["an image model", product([], "emoji-scenes"), { details: { field: "composition" } }],
    ["no such model", product([], "nobody"), { code: "model-missing", details: { field: "composition.model" } }],
    ["one exponent of two", product([1]), { details: { field: "composition.exponents" } }],
    ["exponents that cancel", product([1, -1]), { details: { field: "composition.exponents" } }],
  ])("is refused with a sentence: %s", async (_, change, error) => {
    await expect(engine.run(change)).rejects.toMatchObject(error);
  });
});
