/** Every kind of image model from prompt to pixels, against PyTorch's (written by training/fixtures/pipelines.py; random weights). */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ImageModel } from "../../src/runtime/image/imageModel.ts";
import { openImageModel } from "../../src/runtime/image/openImageModel.ts";
import { fixtures, never, type TemporaryFolder, temporaryFolder } from "../unit/runtime/modelFixture.ts";
import { expectSame, folderOf, furthest, readCases, sampled } from "./pipelineCases.ts";

const named = await readCases("pipelines.json");

describe("a folder of each kind of pipeline", () => {
  let folder: TemporaryFolder;
  beforeAll(async () => void (folder = await temporaryFolder()));
  afterAll(() => folder[Symbol.asyncDispose]());

  it.each(named)("gives PyTorch's state and pixels: %s", async (_, one) => {
    await using model = await openImageModel(await folderOf(one, folder.path), { device: "cpu", signal: never });
    const found = await sampled(model, one);
    expect(found.warnings).toEqual([]);
    // Half precision rounds to three digits; the others agree to single precision.
    const [tolerance, levels] = one.model === "tiny-half" ? [2e-2, 4] : [2e-4, 1];
    expectSame(found, one, tolerance, levels);
  });

  it.each(named)("is told something by every part, so that the numbers above mean something: %s", async (_, one) => {
    await using model = await openImageModel(await folderOf(one, folder.path), { device: "cpu", signal: never });
    if (!model.takesPrompt) return;
    const other = await sampled(model, { ...one, prompt: "two cats" });
    expect(furthest(other.state, one.state)).toBeGreaterThan(1e-2);
    const stronger = await sampled(model, { ...one, guidance: one.guidance + 2 });
    const difference = furthest(stronger.state, one.state);
    if (one.model === "tiny-flux-schnell") expect(difference).toBeLessThan(1e-3);
    else expect(difference).toBeGreaterThan(1e-3);
  });

  it.each([1, 2, 3, 8])("gives the same numbers in chunks of %i", async (chunk) => {
    const one = named.find(([, { model }]) => model === "tiny-sdxl")![1];
    const options = { device: "cpu", signal: never } as const;
    await using alone = await openImageModel(join(fixtures, one.model), { ...options, chunk: 1 });
    await using together = await openImageModel(join(fixtures, one.model), { ...options, chunk });
    const [width, height] = one.size;
    const inputs = [0, 1, 2].map((shift) => Float32Array.from(one.noise, (value) => value + shift / 7));
    const conditions = ["a red car", "two cats", "a red car"].map((prompt) => ({ prompt, negativePrompt: "" }));
    const run = (model: ImageModel): Promise<Float32Array[]> =>
      model.network(5, () => {}, { width, height }).predict(inputs, conditions, 500, never);
    expect(await run(together)).toEqual(await run(alone));
    expect(together.usage.forwardPasses).toBe(6);
  });
});
