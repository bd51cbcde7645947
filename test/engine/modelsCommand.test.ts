/** `fk-steer models show`, on the bundled command. */
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { ModelFact } from "../../src/protocol/modelInfo.ts";
import { fixtures } from "../unit/runtime/modelFixture.ts";
import { type Ended, steer } from "../support/steerCommand.ts";
import { useFolder } from "../support/useFolder.ts";

const folder = useFolder();
beforeAll(async () => {
  await cp(join(fixtures, "tiny-sd"), join(folder, "bare"), { recursive: true });
  await rm(join(folder, "bare", "model_index.json"));
  await rm(join(folder, "bare", "scheduler"), { recursive: true });
});

const models = (...args: readonly string[]): Promise<Ended> => steer(folder, "models", ...args);

describe("fk-steer models show", () => {
  it("prints each fact of a folder with where it comes from, and what is assumed", async () => {
    const { code, stdout } = await models("show", "bare");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^pipeline +the inputs of unet\/model\.onnx +StableDiffusionPipeline$/mu);
    expect(stdout).toMatch(/^channels +unet\/config\.json +4$/mu);
    expect(stdout).toMatch(/^scheduler +assumed: usual of Stable Diffusion +PNDMScheduler$/mu);
    expect(stdout).toMatch(/^input timestep +unet\/model\.onnx +int64 \[\]$/mu);
  });

  it("knows the models that come with it by name, texts too", async () => {
    const found = JSON.parse((await models("show", "stories", "--json")).stdout) as ModelFact[];
    expect(found).toContainEqual({
      what: "input input_ids",
      value: expect.stringMatching(/^int64 \[/u) as string,
      from: "onnx/model.onnx",
      assumed: false,
    });
    expect((await models("show", "emoji-scenes")).stdout).toMatch(
      /^pipeline +model_index\.json +PixelTextToImagePipeline$/mu,
    );
  });

  it("knows what a reward takes: which one, its graphs, how images or texts are read, and what chooses another graph", async () => {
    const clip = (await models("show", join(fixtures, "tiny-clip"))).stdout;
    expect(clip).toMatch(/^taken by the reward +what lies in the folder +clip or aesthetic$/mu);
    expect(clip).toMatch(/^images +preprocessor_config\.json +16 × 16, shorter side 16, bicubic$/mu);
    expect(clip).toMatch(/^input embedding +aesthetic\.onnx +float32 \[batch, 12\]$/mu);
    const readers = join(fixtures, "../readers");
    const moods = (await models("show", "moods", "--models-folder", readers)).stdout;
    expect(moods).toMatch(/^labels +id2label of config\.json +0 sad, 1 neutral, 2 glad$/mu);
    expect(moods).toMatch(/^a label's score +problem_type of config\.json +softmax, one of them is right$/mu);
    expect((await models("show", join(readers, "writer"))).stdout).toMatch(/^taken by the reward .* likelihood$/mu);
    await cp(join(readers, "moods"), join(folder, "moods"), { recursive: true });
    await cp(join(folder, "moods/onnx/model.onnx"), join(folder, "moods/onnx/model_quantized.onnx"));
    expect((await models("show", "./moods")).stdout).toMatch(
      /^other graphs +their names; the reward's parameter precision chooses one +onnx\/model_quantized\.onnx$/mu,
    );
  });

  it("says what is wrong with a folder, and how it is written", async () => {
    await cp(join(folder, "bare"), join(folder, "half"), { recursive: true });
    await rm(join(folder, "half", "vae_decoder"), { recursive: true });
    const half = await models("show", "half");
    expect([half.code, half.stderr]).toEqual([1, expect.stringMatching(/lacks vae_decoder\/model\.onnx/u)]);
    const odd = await models("shwo", "bare");
    expect([odd.code, odd.stderr]).toEqual([2, expect.stringMatching(/models show <model\|folder>/u)]);
  });
});
