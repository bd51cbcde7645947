/** What is read of an image folder that lacks the JSON of diffusers, and who says it. */
import { cp, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ModelFact } from "../../../../src/protocol/modelInfo.ts";
import type { GraphWish } from "../../../../src/runtime/folders/graphChoice.ts";
import { findModel } from "../../../../src/runtime/folders/modelFolders.ts";
import { readImageFacts } from "../../../../src/runtime/image/pipeline/imageFacts.ts";
import { inspectPipelineFolder } from "../../../../src/runtime/image/pipeline/pipelineFolder.ts";
import { fixtures, type TemporaryFolder, temporaryFolder } from "../modelFixture.ts";

let folder: TemporaryFolder;
beforeAll(async () => void (folder = await temporaryFolder()));
afterAll(() => folder[Symbol.asyncDispose]());

let copies = 0;
/** A fixture without some of its files; a second fixture's fill in what it does not have. */
async function without(missing: readonly string[], model: string, others?: string): Promise<string> {
  const path = join(folder.path, `${model}-${(copies += 1)}`);
  if (others !== undefined) await cp(join(fixtures, others), path, { recursive: true });
  await cp(join(fixtures, model), path, { recursive: true });
  for (const file of missing) await rm(join(path, file), { recursive: true });
  return path;
}

const about = (facts: readonly ModelFact[], what: string): unknown[] => {
  const { value, from, assumed } = facts.find((fact) => fact.what === what)!;
  return [value, from, assumed];
};

const unetJson = ["model_index.json", "scheduler", "unet/config.json", "vae_decoder/config.json"];

it("takes the memory of all graphs that it runs, and of none beside them", async () => {
  const { bytes, together, denoiser } = await inspectPipelineFolder(join(fixtures, "tiny-sd"));
  const sizeOf = async (file: string): Promise<number> => (await stat(join(fixtures, "tiny-sd", file))).size;
  const others = await Promise.all(["text_encoder/model.onnx", "vae_decoder/model.onnx"].map(sizeOf));
  expect(bytes).toBe(await sizeOf(denoiser));
  expect(together).toBe(bytes + others[0]! + others[1]!);
});

describe("an image folder without model_index.json", () => {
  it.each<[model: string, className: string, others?: string]>([
    ["tiny-sd", "StableDiffusionPipeline"],
    ["tiny-sd2", "StableDiffusionPipeline"],
    ["tiny-sd-fixed", "StableDiffusionPipeline"],
    ["tiny-lcm", "LatentConsistencyModelPipeline"],
    ["tiny-sdxl", "StableDiffusionXLPipeline"],
    ["tiny-sdxl-lcm", "StableDiffusionXLPipeline", "tiny-sdxl"],
    ["tiny-sd3", "StableDiffusion3Pipeline"],
    ["tiny-flux", "FluxPipeline"],
    ["tiny-flux-schnell", "FluxPipeline", "tiny-flux"],
    ["tiny-ddpm", "DDPMPipeline"],
    ["tiny-pixels", "PixelTextToImagePipeline"],
  ])("is told by what its network asks for: %s", async (model, className, others) => {
    const path = await without(["model_index.json"], model, others);
    const known = await inspectPipelineFolder(path);
    expect(known.kind).toMatchObject({
      className,
      from: expect.stringMatching(/^the inputs of .*model\.onnx$/) as string,
    });
    expect(known.files).not.toContain("model_index.json");
    expect(await findModel(path, [])).toMatchObject({ modality: "image", state: { kind: "ready" } });
  });

  it("goes without the third text encoder where it is not there", async () => {
    const path = await without(["model_index.json", "text_encoder_3", "tokenizer_3"], "tiny-sd3");
    expect((await inspectPipelineFolder(path)).textEncoders[2]).toBeUndefined();
  });

  it("is refused with what is missing where its network tells nothing", async () => {
    const path = await without(["model_index.json"], "tiny-sd");
    await cp(join(path, "vae_decoder/model.onnx"), join(path, "unet/model.onnx"));
    await expect(inspectPipelineFolder(path)).rejects.toThrow(
      /no model_index\.json .* inputs of its graph tell none \(unet\/model\.onnx asks for latent_sample\)\. Write model_index\.json/,
    );
  });
});

describe("a component in several precisions", () => {
  const half = join(fixtures, "tiny-half/unet/model.onnx");
  it.each([
    [["model.onnx", "model_fp16.onnx"], "model.onnx"],
    [["model.onnx", "model_fp32.onnx"], "model_fp32.onnx"],
    [["model_fp16.onnx"], "model_fp16.onnx"],
  ])("is run in float32 where that is there: %s", async (names, taken) => {
    const path = await without(["model_index.json", "unet/model.onnx"], "tiny-ddpm");
    for (const name of names) {
      const from = name === taken && name !== "model_fp16.onnx" ? join(fixtures, "tiny-ddpm/unet/model.onnx") : half;
      await cp(from, join(path, "unet", name));
    }
    const found = await inspectPipelineFolder(path);
    expect([found.denoiser, found.files.filter((file) => file.endsWith(".onnx"))]).toEqual([
      `unet/${taken}`,
      [`unet/${taken}`],
    ]);
    const { note } = await findModel(path, []);
    if (taken === "model_fp16.onnx") expect(note).toMatch(/weights are float16: on the CPU that is slower/);
    else expect(note).toBeUndefined();
  });
});

describe("a precision that is asked for", () => {
  const asked = (precision: GraphWish["precision"], device: GraphWish["device"] = "cpu", memory = 1e12): GraphWish => ({
    ...{ precision, device, memory },
  });
  /** Full and half precision, and a graph that says it has four bits. */
  async function three(): Promise<string> {
    const path = await without(["model_index.json"], "tiny-ddpm");
    await cp(half, join(path, "unet/model_fp16.onnx"));
    await cp(half, join(path, "unet/model_q4f16.onnx"));
    return path;
  }
  const half = join(fixtures, "tiny-half/unet/model.onnx");

  it.each<[GraphWish, string]>([
    [asked("auto"), "unet/model.onnx"],
    [asked("auto", "dml"), "unet/model_fp16.onnx"],
    [asked("fp16"), "unet/model_fp16.onnx"],
    [asked("fp32", "cuda"), "unet/model.onnx"],
    [asked("q4f16"), "unet/model_q4f16.onnx"],
    // The tiny graph in full precision has 19,981 bytes, the halves 10,906.
    [asked("auto", "cpu", 15_000), "unet/model_fp16.onnx"],
    [asked("auto", "cpu", 1), "unet/model_fp16.onnx"],
  ])("chooses the graph: %o", async (wish, denoiser) => {
    const path = await three();
    const found = await inspectPipelineFolder(path, wish);
    expect([found.denoiser, found.otherDenoisers.length]).toEqual([denoiser, 2]);
    expect(about(await readImageFacts(path), "other graphs")[0]).toBe("unet/model_fp16.onnx, unet/model_q4f16.onnx");
  });

  it("that is not there is refused at its setting, with those that are", async () => {
    await expect(inspectPipelineFolder(await three(), asked("int8"))).rejects.toMatchObject({
      code: "specification-invalid",
      details: { field: "precision" },
      message: expect.stringMatching(
        /no graph for the precision int8\. There is fp32 \(unet\/model\.onnx\), fp16 .*, q4f16 .*\. Choose one of these, or "auto"/,
      ) as string,
    });
  });

  it("is told by the weights where the name says nothing", async () => {
    const found = await inspectPipelineFolder(join(fixtures, "tiny-half"), asked("fp16"));
    expect(found.denoiser).toBe("unet/model.onnx");
    await expect(inspectPipelineFolder(join(fixtures, "tiny-half"), asked("fp32"))).rejects.toThrow(
      /There is fp16 \(unet\/model\.onnx\)/,
    );
  });
});

describe("facts of an image folder", () => {
  it("come from the graph, from the files, and from the family last", async () => {
    const whole = await readImageFacts(join(fixtures, "tiny-sd-fixed"));
    expect(about(whole, "pipeline")).toEqual(["StableDiffusionPipeline", "model_index.json", false]);
    expect(about(whole, "scheduler")).toEqual(["PNDMScheduler", "scheduler/scheduler_config.json", false]);
    expect(about(whole, "latents' scaling_factor")).toEqual(["0.18215", "vae_decoder/config.json", false]);
    const bare = await readImageFacts(await without(unetJson, "tiny-sd-fixed"));
    expect(about(bare, "pipeline")).toEqual(["StableDiffusionPipeline", "the inputs of unet/model.onnx", false]);
    expect(about(bare, "input timestep")).toEqual(["int64 []", "unet/model.onnx", false]);
    expect(about(bare, "images a run")).toEqual(["2", "unet/model.onnx", false]);
    expect(about(bare, "channels")).toEqual(["4", "unet/model.onnx", false]);
    expect(about(bare, "size")).toEqual(["32 × 32 pixels", "unet/model.onnx", false]);
    expect(about(bare, "scheduler")).toEqual(["PNDMScheduler", "usual of Stable Diffusion", true]);
    expect(about(bare, "prediction")).toEqual(["epsilon", "usual of Stable Diffusion", true]);
    expect(about(bare, "latents' scaling_factor")).toEqual(["0.18215", "usual of Stable Diffusion", true]);
  });

  it("are the family's where the graph leaves its size open", async () => {
    const facts = await readImageFacts(await without(unetJson, "tiny-sd"));
    expect(about(facts, "images a run")).toEqual(["any number", "unet/model.onnx", false]);
    expect(about(facts, "size")).toEqual(["512 × 512 pixels", "usual of Stable Diffusion", true]);
  });

  it.each([
    ["tiny-sdxl", undefined, "EulerDiscreteScheduler", "1024 × 1024 pixels", "0.13025"],
    ["tiny-lcm", undefined, "LCMScheduler", "512 × 512 pixels", "0.18215"],
  ])("are another family's for another network: %s", async (model, others, scheduler, size, scale) => {
    const facts = await readImageFacts(await without(unetJson, model, others));
    expect([about(facts, "scheduler")[0], about(facts, "size")[0]]).toEqual([scheduler, size]);
    expect(about(facts, "latents' scaling_factor")[0]).toBe(scale);
  });

  it("shift the time of a Flux by its size only where it is told its guidance", async () => {
    const json = ["model_index.json", "scheduler", "transformer/config.json"];
    const dev = await inspectPipelineFolder(await without(json, "tiny-flux"));
    expect([dev.steps, dev.scheduler.values["use_dynamic_shifting"]]).toEqual([28, true]);
    const fast = await inspectPipelineFolder(await without(json, "tiny-flux-schnell", "tiny-flux"));
    expect([fast.steps, fast.scheduler.values["use_dynamic_shifting"]]).toEqual([4, false]);
  });

  it("are asked for where neither graph nor file nor family says them", async () => {
    const path = await without(["unet/config.json"], "tiny-ddpm");
    await expect(readImageFacts(path)).rejects.toThrow(
      /config\.json does not say sample_size, and the graph leaves it open/,
    );
  });

  it("say of an empty config.json that it says nothing", async () => {
    const path = await without([], "tiny-sd");
    await writeFile(join(path, "unet/config.json"), "{}");
    expect(about(await readImageFacts(path), "size")).toEqual(["512 × 512 pixels", "usual of Stable Diffusion", true]);
  });
});
