/** Denoisers with every way to declare a timestep, and without the memory for a chunk: real graphs in the real runtime. */
import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Session } from "../../../../src/runtime/onnx/session.ts";
import { createVaeDecoder } from "../../../../src/runtime/image/vaeDecoder.ts";
import { pipelines } from "../../../../src/runtime/image/pipeline/pipelines.ts";
import { readDenoiserSignature } from "../../../../src/runtime/image/denoiserSignature.ts";
import { type ImageModel } from "../../../../src/runtime/image/imageModel.ts";
import { openImageModel } from "../../../../src/runtime/image/openImageModel.ts";
import { fixtures, never, type TemporaryFolder, temporaryFolder } from "../modelFixture.ts";
import { timeGraph, type TimeGraph } from "../onnxGraph.ts";

let folder: TemporaryFolder;
let count = 0;
beforeAll(async () => void (folder = await temporaryFolder()));
afterAll(() => folder[Symbol.asyncDispose]());

/** 3 channels of 8 × 8 pixels, no prompt. */
async function open(graph: Partial<TimeGraph>, chunk = 4): Promise<ImageModel> {
  const path = join(folder.path, `model-${(count += 1)}`);
  await cp(join(fixtures, "tiny-ddpm"), path, { recursive: true });
  const whole: TimeGraph = { timestep: "int64", dimensions: ["batch"], channels: 3, size: 8, ...graph };
  await writeFile(join(path, "unet", "model.onnx"), timeGraph(whole));
  return openImageModel(path, { device: "cpu", signal: never, chunk });
}

const states = [1, 2, 3, 4, 5].map((value) => new Float32Array(192).fill(value));
const nothing = { prompt: "", negativePrompt: "" };
async function firstOfEach(model: ImageModel, timestep: number): Promise<(number | undefined)[]> {
  const outputs = await model
    .network(1, () => {})
    .predict(
      states,
      states.map(() => nothing),
      timestep,
      never,
    );
  return outputs.map(([first]) => first);
}

describe("a timestep", () => {
  it.each([
    ["int64", ["batch"]],
    ["int64", []],
    ["int64", [1]],
    ["int32", ["batch"]],
    ["int32", []],
    ["float32", ["batch"]],
    ["float32", []],
    ["float16", ["batch"]],
    ["float16", [1]],
  ] as const)("of %s %o is told", async (timestep, dimensions) => {
    await using model = await open({ timestep, dimensions });
    expect(await firstOfEach(model, 500)).toEqual([501, 502, 503, 504, 505]);
    const between = timestep.startsWith("int") ? 500 : 499.75;
    expect((await firstOfEach(model, 499.75))[0]).toBe(1 + between);
  });

  it("of float64 is refused with a sentence", async () => {
    await expect(open({ timestep: "float64" })).rejects.toThrow(
      /its input timestep is float64\..*Export the model again/,
    );
  });
});

describe("a graph of the wrong rank", () => {
  const ports = (sample: readonly (number | string)[], timestep: readonly (number | string)[]) =>
    readDenoiserSignature(
      "unet/model.onnx",
      [
        { name: "sample", type: "float32", dimensions: sample },
        { name: "timestep", type: "int64", dimensions: timestep },
      ],
      [{ name: "out_sample", type: "float32", dimensions: sample }],
      pipelines["DDPMPipeline"]!,
      { channels: 3, height: 8, width: 8 },
    );
  it.each([
    ["a sample without a batch", [3, 8, 8], [], /its input sample is float32 with 3 dimensions\./],
    ["a timestep of rows and columns", ["batch", 3, 8, 8], ["batch", 1], /its input timestep has 2 dimensions/],
    [
      "another number of channels",
      ["batch", 4, 8, 8],
      [],
      /its input sample has 4 channels, and its config.json says 3/,
    ],
  ] as const)("is refused with a sentence: %s", (_, sample, timestep, sentence) => {
    expect(() => ports(sample, timestep)).toThrow(sentence);
    expect(() => ports(sample, timestep)).toThrow(/^unet\/model\.onnx is not a denoiser.*Export the model again\.$/);
  });
});

describe("a decoder whose pixels are not finite", () => {
  it("is an error, not a black image", async () => {
    const session: Session = {
      inputs: [{ name: "latent_sample", type: "float32", dimensions: ["batch", 4, "height", "width"] }],
      outputs: [{ name: "sample", type: "float32", dimensions: [] }],
      run: () => Promise.resolve({ data: Float32Array.of(0.5, Number.NaN, 0), dimensions: [1, 3, 1, 1] }),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    const decoder = createVaeDecoder("/models/xl/vae_decoder/model.onnx", session, {}, 4, (task) => task());
    await expect(decoder.decode(new Float32Array(4), { channels: 4, height: 1, width: 1 })).rejects.toThrow(
      /vae_decoder.model\.onnx gave pixels that are not finite.*Export it in float32/,
    );
  });
});

describe("a chunk for which there is no memory", () => {
  const bytes = 2 ** 50;

  it("is halved until it fits, and changes nothing", async () => {
    await using model = await open({ hunger: { bytes, after: 1 } });
    expect(await firstOfEach(model, 7)).toEqual([8, 9, 10, 11, 12]);
    expect(model.usage.forwardPasses).toBe(5);
  });

  it("of one row is an error that says what to do", async () => {
    await using model = await open({ hunger: { bytes, after: 0 } });
    await expect(firstOfEach(model, 7)).rejects.toMatchObject({
      code: "device-unavailable",
      message: expect.stringMatching(
        /unet.model\.onnx needs more memory for a single run than this machine has left\. Close .* a smaller size or a smaller model\./,
      ),
    });
  });
});
