/**
 * Folders as people publish them, each copied in file names, names of inputs and outputs, and types from a public listing or from the code that
 * writes or reads it, which stands beside it. Their networks are a few nodes that compute the same in all of them: every folder has to make of a
 * prompt what the folder of Optimum's exporter makes of it.
 */
import { cp, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ModelFact, modelProblem } from "../../../../src/protocol/modelInfo.ts";
import { findModel, listModels, readFacts } from "../../../../src/runtime/folders/modelFolders.ts";
import { openImageModel } from "../../../../src/runtime/image/openImageModel.ts";
import { fixtures, never, type TemporaryFolder, temporaryFolder } from "../modelFixture.ts";
import { graphFile, type GraphPort } from "../onnxGraph.ts";
import {
  decoderGraph,
  type NetworkStyle,
  textEncoderGraph,
  transformerGraph,
  type TransformerStyle,
  unetGraph,
} from "./layoutGraphs.ts";

let folder: TemporaryFolder;
beforeAll(async () => void (folder = await temporaryFolder()));
afterAll(() => folder[Symbol.asyncDispose]());

type Files = Readonly<Record<string, Uint8Array | string>>;

/** Files in a new folder, with tokenizers copied from fixtures, by where they go. */
async function written(name: string, files: Files, tokenizers: Readonly<Record<string, string>>): Promise<string> {
  const path = join(folder.path, name);
  for (const [to, from] of Object.entries(tokenizers)) {
    await cp(join(fixtures, from), join(path, to), { recursive: true });
  }
  for (const [file, contents] of Object.entries(files)) {
    await mkdir(dirname(join(path, file)), { recursive: true });
    await writeFile(join(path, file), contents);
  }
  return path;
}

const clip = { tokenizer: "tiny-sd/tokenizer" };
const clips = { tokenizer: "tiny-sd/tokenizer", tokenizer_2: "tiny-sd/tokenizer" };
const clipAndT5 = { tokenizer: "tiny-sd/tokenizer", tokenizer_2: "tiny-flux/tokenizer_2" };
const three = { ...clips, tokenizer_3: "tiny-flux/tokenizer_2" };
const index = (className: string, ...parts: readonly string[]): string =>
  JSON.stringify({ _class_name: className, ...Object.fromEntries(parts.map((part) => [part, ["diffusers", "Part"]])) });

const clipOutputs = ["last_hidden_state", "pooler_output"];
const layered = (...outputs: readonly string[]): string[] => [
  ...outputs,
  "last_hidden_state",
  "hidden_states.0",
  "hidden_states.1",
];
/** Inputs of Stable Diffusion XL's U-Net beside the first three: [batch, so many]. */
const added = [
  ["text_embeds", 8],
  ["time_ids", 6],
] as const;

const stableDiffusion = (style: NetworkStyle = {}): Files => ({
  "unet/model.onnx": unetGraph(style),
  "text_encoder/model.onnx": textEncoderGraph(clipOutputs, style),
  "vae_decoder/model.onnx": decoderGraph(4, style),
});
const stableDiffusionXl = (style: NetworkStyle = {}): Files => ({
  "unet/model.onnx": unetGraph(style, added),
  "text_encoder/model.onnx": textEncoderGraph(layered("pooler_output"), style),
  "text_encoder_2/model.onnx": textEncoderGraph(layered("text_embeds"), style),
  "vae_decoder/model.onnx": decoderGraph(4, style),
});
const pooled = (width: number | string, style: NetworkStyle = {}): GraphPort => ({
  name: "pooled_projections",
  type: style.float ?? "float32",
  dimensions: [style.batch ?? "batch_size", width],
});
const sd3Transformer = (style: Partial<TransformerStyle> = {}): Uint8Array =>
  transformerGraph({ state: ["batch_size", 16, "height", "width"], others: [pooled(16, style)], ...style });
const stableDiffusion3 = (denoiser: string, style: Partial<TransformerStyle> = {}): Files => ({
  [denoiser]: sd3Transformer(style),
  "text_encoder/model.onnx": textEncoderGraph(layered("text_embeds"), style),
  "text_encoder_2/model.onnx": textEncoderGraph(layered("text_embeds"), style),
  "text_encoder_3/model.onnx": textEncoderGraph(["last_hidden_state"], style, 32),
  "vae_decoder/model.onnx": decoderGraph(16, style),
});
const places = (name: string, tokens: number | string, axes: number | string = 3): GraphPort => ({
  name,
  type: "float32",
  dimensions: [tokens, axes],
});
const flux = (denoiser: string, style: TransformerStyle): Files => ({
  [denoiser]: transformerGraph(style),
  "text_encoder/model.onnx": textEncoderGraph(clipOutputs, style),
  "text_encoder_2/model.onnx": textEncoderGraph(["last_hidden_state"], style),
  "vae_decoder/model.onnx": decoderGraph(16, style),
});
/** amuse_template.json, as `OnnxStack` names its settings. */
const amuse = (pipeline: string, size: number, scheduler: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    Name: "Tiny",
    Template: "SD",
    StableDiffusionTemplate: {
      PipelineType: pipeline,
      ModelType: "Base",
      SampleSize: size,
      SchedulerDefaults: scheduler,
    },
  });

interface Layout {
  readonly name: string;
  /** The listing or code that it copies. */
  readonly source: string;
  readonly write: (name: string) => Promise<string>;
  /** The family that makes the same of a prompt. */
  readonly like: "sd" | "sdxl" | "sd3" | "flux";
  readonly facts: readonly (readonly [what: string, value: string, from: string])[];
}

const optimum = "huggingface/optimum-onnx, optimum/exporters/onnx/model_configs.py";
const halves = { float: "float16", ids: "int32" } as const;

const layouts: readonly Layout[] = [
  {
    name: "optimum-sd",
    source: optimum,
    write: (name) =>
      written(name, { ...stableDiffusion(), "model_index.json": index("StableDiffusionPipeline", "unet") }, clip),
    like: "sd",
    facts: [
      ["pipeline", "StableDiffusionPipeline", "model_index.json"],
      ["input timestep", "int64 []", "unet/model.onnx"],
    ],
  },
  {
    name: "amd-sd-io16",
    source: "huggingface.co/amd/stable-diffusion-1.5_io16_amdgpu: no component has a config.json",
    write: (name) =>
      written(
        name,
        {
          ...stableDiffusion({ ...halves, timestep: { type: "float16", dimensions: ["unet_time_batch"] } }),
          "model_index.json": index("OnnxStableDiffusionPipeline", "unet"),
        },
        clip,
      ),
    like: "sd",
    facts: [["pipeline", "StableDiffusionPipeline", "model_index.json"]],
  },
  {
    name: "amd-sd-io32",
    source:
      "huggingface.co/amd/stable-diffusion-1.5_io32_amdgpu: caches of kernels (MXR) and a controlnet beside the parts",
    write: (name) =>
      written(
        name,
        {
          ...stableDiffusion({ ids: "int32", timestep: { type: "float32", dimensions: ["unet_time_batch"] } }),
          "controlnet/model.onnx": unetGraph(),
          "MXR/gfx1100/SD15.7z": "",
          "model_index.json": index("OnnxStableDiffusionPipeline", "unet"),
        },
        clip,
      ),
    like: "sd",
    facts: [["size", "512 × 512 pixels", "usual of Stable Diffusion"]],
  },
  {
    name: "amuse-sd",
    source:
      "TensorStack-AI/OnnxStack, OnnxStack.Converter/StableDiffusion, and a script that writes amuse_template.json beside it",
    write: (name) =>
      written(
        name,
        {
          ...stableDiffusion({ ids: "int32", timestep: { type: "float32", dimensions: ["unet_time_batch"] } }),
          "amuse_template.json": amuse("StableDiffusion", 512, {
            SchedulerType: "EulerAncestral",
            Steps: 30,
            Guidance: 4,
            TimestepSpacing: "Linspace",
            BetaSchedule: "ScaledLinear",
            BetaStart: 0.00085,
            BetaEnd: 0.012,
          }),
        },
        clip,
      ).then(async (path) => {
        await rm(join(path, "tokenizer/tokenizer_config.json"));
        return path;
      }),
    like: "sd",
    facts: [
      ["pipeline", "StableDiffusionPipeline", "amuse_template.json"],
      ["scheduler", "EulerAncestralDiscreteScheduler", "amuse_template.json"],
      ["size", "512 × 512 pixels", "amuse_template.json"],
      ["steps", "30", "amuse_template.json"],
    ],
  },
  {
    name: "webnn-sd15",
    source:
      "huggingface.co/microsoft/stable-diffusion-v1.5-webnn, and microsoft/webnn-developer-preview, demos/stable-diffusion-1.5/index.js",
    write: (name) => {
      const style = { ...halves, batch: 2, side: 64, timestep: { type: "int64", dimensions: [2] } } as const;
      return written(
        name,
        {
          "text-encoder.onnx": textEncoderGraph(clipOutputs, { ...halves, batch: "batch" }),
          "Stable-Diffusion-v1.5-text-encoder-float16.onnx": textEncoderGraph(clipOutputs, {
            ...halves,
            batch: "batch",
          }),
          "sd-unet-v1.5-model-b2c4h64w64s77-float16-compute-and-inputs.onnx": unetGraph(style),
          "sd-unet-v1.5-model-b2c4h64w64s77-float16-compute-and-inputs-layernorm.onnx": unetGraph(style),
          "Stable-Diffusion-v1.5-vae-decoder-float16-fp32-instancenorm.onnx": decoderGraph(4, { ...halves, batch: 1 }),
          "safety-checker.onnx": "",
          "safety_checker_int32_reduceSum.onnx": "",
          "README.md": "",
        },
        { "tokenizer/resolve/main": "tiny-sd/tokenizer" },
      );
    },
    like: "sd",
    facts: [
      [
        "pipeline",
        "StableDiffusionPipeline",
        "the inputs of sd-unet-v1.5-model-b2c4h64w64s77-float16-compute-and-inputs.onnx",
      ],
      ["images a run", "2", "sd-unet-v1.5-model-b2c4h64w64s77-float16-compute-and-inputs.onnx"],
      ["text_encoder", "text-encoder.onnx", "text-encoder.onnx"],
    ],
  },
  {
    name: "webnn-sd-turbo",
    source: "huggingface.co/microsoft/sd-turbo-webnn, and microsoft/webnn-developer-preview, demos/sd-turbo/index.js",
    write: (name) => {
      const unet = unetGraph({ ...halves, batch: 1, side: 64, timestep: { type: "float16", dimensions: [1] } });
      const encoder = textEncoderGraph(["last_hidden_state", "pooler_output"], { ...halves, batch: 1 });
      return written(
        name,
        {
          ...{ "unet/model.onnx": unet, "unet/model_layernorm.onnx": unet },
          ...{ "text_encoder/model.onnx": encoder, "text_encoder/model_layernorm.onnx": encoder },
          "vae_decoder/model.onnx": decoderGraph(4, { batch: 1 }),
          "safety_checker/model.onnx": "",
        },
        { "tokenizer/resolve/main": "tiny-sd/tokenizer" },
      );
    },
    like: "sd",
    facts: [
      ["images a run", "1", "unet/model.onnx"],
      ["input timestep", "float16 [1]", "unet/model.onnx"],
    ],
  },
  {
    name: "unpaint",
    source: "github.com/axodox/unpaint/wiki/Model-format",
    write: (name) =>
      written(
        name,
        {
          ...stableDiffusion({
            ...halves,
            batch: "batch",
            hidden: "encoder_hidden_state",
            timestep: { type: "float16", dimensions: ["batch"] },
          }),
          "text_encoder/model.onnx": textEncoderGraph(["last_hidden_state"], { ...halves, batch: "batch" }),
          "scheduler/scheduler_config.json": JSON.stringify({
            _class_name: "DDIMScheduler",
            beta_schedule: "scaled_linear",
          }),
        },
        clip,
      ),
    like: "sd",
    facts: [["input encoder_hidden_states", "float16 [batch, sequence_length, text_width]", "unet/model.onnx"]],
  },
  {
    name: "optimum-sdxl",
    source: optimum,
    write: (name) =>
      written(name, { ...stableDiffusionXl(), "model_index.json": index("StableDiffusionXLPipeline", "unet") }, clips),
    like: "sdxl",
    facts: [],
  },
  {
    name: "amd-sdxl-io32",
    source: "huggingface.co/amd/stable-diffusion-xl-1.0_io32_amdgpu",
    write: (name) =>
      written(
        name,
        {
          ...stableDiffusionXl({ ids: "int32", timestep: { type: "float32", dimensions: ["unet_time_batch"] } }),
          "model_index.json": index("ORTStableDiffusionXLPipeline", "unet"),
        },
        clips,
      ),
    like: "sdxl",
    facts: [["pipeline", "StableDiffusionXLPipeline", "model_index.json"]],
  },
  {
    name: "amuse-sdxl",
    source: "TensorStack-AI/OnnxStack, OnnxStack.Converter/StableDiffusionXL: its first encoder gives no layers",
    write: (name) =>
      written(
        name,
        {
          ...stableDiffusionXl({ timestep: { type: "float32", dimensions: ["unet_time_batch"] } }),
          "text_encoder/model.onnx": textEncoderGraph(clipOutputs, { ids: "int32" }),
          "amuse_template.json": amuse("StableDiffusionXL", 1024, { SchedulerType: "Euler" }),
        },
        clips,
      ),
    like: "sdxl",
    facts: [["scheduler", "EulerDiscreteScheduler", "amuse_template.json"]],
  },
  {
    name: "webnn-sdxl-turbo",
    source: "microsoft/webnn-developer-preview, demos/sdxl-turbo/index.js (huggingface.co/webnn/sdxl-turbo)",
    write: (name) => {
      const style = { ...halves, batch: 1, timestep: { type: "float16", dimensions: [1] } } as const;
      return written(
        name,
        {
          "onnx/text_encoder_model_q4f16.onnx": textEncoderGraph(layered("text_embeds"), style),
          "onnx/text_encoder_2_model_q4f16.onnx": textEncoderGraph(layered("text_embeds"), style),
          "onnx/unet_model_q4f16.onnx": unetGraph(style, added),
          "onnx/vae_decoder_model_q4f16.onnx": decoderGraph(4, style),
          "onnx/concat_model_f16.onnx": "",
          "onnx/scheduler_model_f16.onnx": "",
          "onnx/safety_checker_model_f16.onnx": "",
        },
        clips,
      );
    },
    like: "sdxl",
    facts: [["pipeline", "StableDiffusionXLPipeline", "the inputs of onnx/unet_model_q4f16.onnx"]],
  },
  {
    name: "segmind-vega",
    source: "huggingface.co/gfodor/segmind-vega-fp16-onnx: Optimum's files, half precision",
    write: (name) =>
      written(
        name,
        {
          ...stableDiffusionXl({ float: "float16" }),
          "unet/config.json": JSON.stringify({
            block_out_channels: [320, 640, 1280],
            in_channels: 4,
            sample_size: 128,
          }),
          "model_index.json": index("StableDiffusionXLPipeline", "unet"),
        },
        clips,
      ),
    like: "sdxl",
    facts: [["size", "1024 × 1024 pixels", "unet/config.json"]],
  },
  {
    name: "optimum-sd3",
    source: optimum,
    write: (name) =>
      written(
        name,
        {
          ...stableDiffusion3("transformer/model.onnx"),
          "model_index.json": index("StableDiffusion3Pipeline", "text_encoder_3", "tokenizer_3"),
        },
        three,
      ),
    like: "sd3",
    facts: [["input timestep", "float32 [step]", "transformer/model.onnx"]],
  },
  {
    name: "amuse-sd3",
    source:
      "TensorStack-AI/OnnxStack, OnnxStack.Converter/StableDiffusion3: its first encoder gives its summary as pooler_output",
    write: (name) =>
      written(
        name,
        {
          ...stableDiffusion3("transformer/model.onnx", {
            batch: 1,
            output: "out_sample",
            state: [1, 16, "transformer_sample_height", "transformer_sample_width"],
            timestep: { type: "float32", dimensions: [1] },
            others: [pooled("transformer_text_embeds_size", { batch: 1 })],
          }),
          "text_encoder/model.onnx": textEncoderGraph(clipOutputs, { ids: "int32" }),
          "amuse_template.json": amuse("StableDiffusion3", 1024, { SchedulerType: "FlowMatchEulerDiscrete", Shift: 3 }),
        },
        three,
      ),
    like: "sd3",
    facts: [["scheduler", "FlowMatchEulerDiscreteScheduler", "amuse_template.json"]],
  },
  {
    name: "optimum-flux",
    source: optimum,
    write: (name) =>
      written(
        name,
        {
          ...flux("transformer/model.onnx", {
            state: ["batch_size", "packed_height_width", 64],
            others: [
              pooled(8),
              places("txt_ids", "sequence_length"),
              places("img_ids", "packed_height_width"),
              { name: "guidance", type: "float32", dimensions: ["batch_size"] },
            ],
          }),
          "model_index.json": index("FluxPipeline", "transformer"),
        },
        clipAndT5,
      ),
    like: "flux",
    facts: [],
  },
  {
    name: "amuse-flux",
    source:
      "TensorStack-AI/OnnxStack, OnnxStack.Converter/FluxDev (config_transformer.json, models.py: img_ids are exported for 1024 pixels), and " +
      "huggingface.co/amd/FLUX.1-schnell_io32_amdgpu: the transformer lies under unet/",
    write: (name) =>
      written(
        name,
        {
          ...flux("unet/model.onnx", {
            batch: 1,
            output: "sample",
            state: [1, "transformer_sample_sequence", 64],
            timestep: { type: "float32", dimensions: [1] },
            others: [
              pooled(8, { batch: 1 }),
              places("img_ids", 4096, "transformer_img_ids_sequence"),
              places("txt_ids", 512, "transformer_txt_ids_sequence"),
              { name: "guidance", type: "float32", dimensions: [1] },
            ],
          }),
          "amuse_template.json": amuse("Flux", 1024, {
            SchedulerType: "FlowMatchEulerDynamic",
            Steps: 28,
            Guidance: 3.5,
          }),
        },
        clipAndT5,
      ),
    like: "flux",
    facts: [
      ["input txt_ids", "float32 [512, transformer_txt_ids_sequence]", "unet/model.onnx"],
      ["pipeline", "FluxPipeline", "amuse_template.json"],
    ],
  },
];

const fact = (facts: readonly ModelFact[], what: string): readonly [string, string, string] => {
  const { value, from } = facts.find((one) => one.what === what)!;
  return [what, value, from];
};

/** What a model predicts of a state halfway, towards a prompt and away from another, and a pixel of each quarter of its image. */
async function made(path: string, warnings: string[] = []): Promise<readonly number[]> {
  await using model = await openImageModel(path, { device: "cpu", signal: never, chunk: 2 });
  const network = model.network(3, (warning) => warnings.push(warning));
  const { channels, height, width } = network.shape;
  const state = new Float32Array(channels * height * width).map((_, i) => Math.sin(i / 7));
  const prompt = { prompt: "a red heart", negativePrompt: "blue" };
  const states = [state, state.map((value) => -value)];
  const predicted = await network.predict(states, [prompt, prompt], 500, never);
  const [image] = await network.decode([predicted[0]!], never);
  const quarters = [0, 0.26, 0.51, 0.76].map((share) => image!.data[Math.floor(share * image!.data.length)]!);
  return [image!.width, image!.height, ...predicted.flatMap((one) => [one[0]!, one[9]!, one.at(-1)!]), ...quarters];
}

const reference = new Map<string, readonly number[]>();

describe.each(layouts)("$name", ({ name, write, like, facts, source }) => {
  it(`says what it holds (${source})`, async () => {
    const path = await write(name);
    const found = await findModel(path, []);
    expect(found).toMatchObject({ modality: "image", state: { kind: "ready" } });
    const known = await readFacts(found);
    expect(facts.map(([what]) => fact(known, what))).toEqual(facts);
  });

  it("makes what every other layout of its kind makes", async () => {
    const warnings: string[] = [];
    const numbers = await made(join(folder.path, name), warnings);
    const lacksLayers = expect.stringMatching(/gives no layers .* it is told the last one instead/) as string;
    expect(warnings.filter((one) => !one.includes("is told its guidance"))).toEqual(
      name === "amuse-sdxl" || name === "amuse-sd3" ? [lacksLayers] : [],
    );
    const first = reference.get(like);
    if (first === undefined) {
      expect(new Set(numbers).size).toBeGreaterThan(6);
      reference.set(like, numbers);
    } else {
      numbers.forEach((number, i) => expect(number, `number ${i}`).toBeCloseTo(first[i]!, i > 1 ? 1 : 6));
    }
  });
});

describe("Stability's nested folders", () => {
  it("are two models, whose config.json holds nothing, below a README", async () => {
    // huggingface.co/stabilityai/stable-diffusion-3.5-large_amdgpu and …-3.5-medium_amdgpu: …_io16/config.json has 0 bytes.
    const outer = join(folder.path, "stability", "stable-diffusion-3.5-medium_amdgpu");
    for (const variant of ["io16", "io32"] as const) {
      const style = variant === "io16" ? halves : { ids: "int32" as const };
      const path = await written(
        variant,
        {
          ...stableDiffusion3("transformer/model.onnx", { ...style, others: [pooled(16, style)] }),
          "config.json": "",
          "vae_decoder/config.json": JSON.stringify({ latent_channels: 16, block_out_channels: [128, 256, 512, 512] }),
        },
        three,
      );
      await mkdir(outer, { recursive: true });
      await rename(path, join(outer, `stable-diffusion-3.5-medium_${variant}`));
    }
    await writeFile(join(outer, "README.md"), "");
    const models = await listModels([join(folder.path, "stability")]);
    expect(models.map((model) => [model.name, modelProblem(model)])).toEqual([
      ["stable-diffusion-3.5-medium_amdgpu/stable-diffusion-3.5-medium_io16", undefined],
      ["stable-diffusion-3.5-medium_amdgpu/stable-diffusion-3.5-medium_io32", undefined],
    ]);
    await expect(findModel(outer, [])).rejects.toThrow(
      /holds 2 models: .*_io16, .*_io32\. Choose one of these folders/,
    );
    const numbers = await made(models[0]!.path);
    numbers.forEach((number, i) => expect(number).toBeCloseTo(reference.get("sd3")![i]!, 1));
    await rm(models[1]!.path, { recursive: true });
    expect((await findModel(outer, [])).path).toBe(models[0]!.path);
  });
});

describe("what cannot be run", () => {
  it("is refused with the operator that another device has, where nothing is damaged", async () => {
    // huggingface.co/onnxruntime/sd-turbo: "models generated by Olive … --provider cuda … cannot run in other providers like CPU".
    const path = await written(
      "olive-cuda",
      {
        ...stableDiffusion(),
        "unet/model.onnx": graphFile({
          inputs: [
            { name: "sample", type: "float32", dimensions: ["b", 4, 64, 64] },
            { name: "timestep", type: "float32", dimensions: ["b"] },
            { name: "encoder_hidden_states", type: "float32", dimensions: ["b", 77, 8] },
          ],
          outputs: [{ name: "out_sample", type: "float32", dimensions: ["b", 4, 64, 64] }],
          constants: { scale: { dimensions: [64], data: new Float32Array(64) } },
          nodes: [
            {
              operator: "GroupNorm",
              inputs: ["sample", "scale", "scale"],
              output: "out_sample",
              attributes: { groups: 4, activation: 0, channels_last: 1 },
              domain: "com.microsoft",
            },
          ],
        }),
        "model_index.json": index("StableDiffusionPipeline", "unet"),
      },
      clip,
    );
    const facts = await readFacts(await findModel(path, []));
    expect(fact(facts, "operators that not every device has")).toEqual([
      "operators that not every device has",
      "GroupNorm",
      "unet/model.onnx",
    ]);
    await expect(openImageModel(path, { device: "cpu", signal: never })).rejects.toThrow(
      /has the operator GroupNorm, which ONNX Runtime has for other devices and not for cpu.* nothing of it is damaged\..*export the model without that/,
    );
  });

  it("is refused by the name of its pipeline where the graph tells that: Sana, as Optimum exports it", async () => {
    const path = await written(
      "optimum-sana",
      {
        "transformer/model.onnx": transformerGraph({
          state: ["batch_size", 32, "height", "width"],
          timestep: { type: "int64", dimensions: ["batch_size"] },
          others: [{ name: "encoder_attention_mask", type: "int64", dimensions: ["batch_size", "sequence_length"] }],
        }),
        "vae_decoder/model.onnx": decoderGraph(32),
      },
      clip,
    );
    expect(modelProblem(await findModel(path, []))).toMatch(
      /is the network of a SanaPipeline, which cannot be steered yet: its text encoder \(Gemma\)/,
    );
  });
});
