/** Guidance, padding and what is left out as diffusers' own pipelines have them over the same graphs (library-pipelines.json says which version). */
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openImageModel } from "../../src/runtime/image/openImageModel.ts";
import { fixtures, never, type TemporaryFolder, temporaryFolder } from "../unit/runtime/modelFixture.ts";
import { expectSame, folderOf, readCases, sampled } from "./pipelineCases.ts";

const named = await readCases("library-pipelines.json");

describe("diffusers' own pipelines", () => {
  let folder: TemporaryFolder;
  beforeAll(async () => void (folder = await temporaryFolder()));
  afterAll(() => folder[Symbol.asyncDispose]());

  it.each(named)("give the same state and pixels: %s", async (_, one) => {
    await using model = await openImageModel(await folderOf(one, folder.path), { device: "cpu", signal: never });
    const found = await sampled(model, one);
    expectSame(found, one, 2e-4, 1);
    const isInVain = one.negativePrompt !== "" && one.guidance <= 1;
    const isUnheeded = one.model === "tiny-flux-schnell" && one.guidance > 1;
    expect(found.warnings.map((text) => text.split(":")[0])).toEqual(
      isInVain
        ? [`Guidance of ${one.guidance} is none`]
        : isUnheeded
          ? ["The model tiny-flux-schnell was distilled to go without guidance, so the guidance scale changes nothing."]
          : [],
    );
    const passes = one.steps * (one.guidance > 1 && !/lcm|flux/.test(one.model) ? 2 : 1);
    expect(model.usage.forwardPasses).toBe(passes);
  });

  it("give the same of a folder with graphs and tokenizer alone", async () => {
    const bare = join(folder.path, "bare");
    await cp(join(fixtures, "tiny-sd-fixed"), bare, { recursive: true });
    for (const file of ["model_index.json", "scheduler", "unet/config.json", "vae_decoder/config.json"]) {
      await rm(join(bare, file), { recursive: true });
    }
    await using model = await openImageModel(bare, { device: "cpu", signal: never });
    for (const [, one] of named.filter(([, { model: name }]) => name === "tiny-sd-fixed")) {
      expectSame(await sampled(model, one), one, 2e-4, 1);
    }
  });
});
