/** Image folders that are whole, and those that are not: one sentence each. The folders are written by training/fixtures/pipelines.py. */
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { messageOf } from "../../../../src/errors.ts";
import { openImageModel } from "../../../../src/runtime/image/openImageModel.ts";
import { pipelines } from "../../../../src/runtime/image/pipeline/pipelines.ts";
import { readPromptTokenizer } from "../../../../src/runtime/image/prompt/promptTokens.ts";
import { unsupported } from "../../../../src/runtime/image/pipeline/unsupportedPipelines.ts";
import { listModels } from "../../../../src/runtime/folders/modelFolders.ts";
import { fixtures, never, type TemporaryFolder, temporaryFolder } from "../modelFixture.ts";

const onCpu = { device: "cpu", signal: never } as const;
const clipEnd = "<|endoftext|>";

let folder: TemporaryFolder;
let copies = 0;
beforeAll(async () => void (folder = await temporaryFolder()));
afterAll(() => folder[Symbol.asyncDispose]());

/** A copy of a fixture, changed. A file that is undefined is taken away. */
async function changed(model: string, files: Readonly<Record<string, string | undefined>>): Promise<string> {
  const copy = join(folder.path, `${model}-${(copies += 1)}`);
  await cp(join(fixtures, model), copy, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    if (text === undefined) await rm(join(copy, path), { recursive: true });
    else await writeFile(join(copy, path), text);
  }
  return copy;
}

/** What opening says, without the paths. */
async function complaint(path: string): Promise<string> {
  try {
    await using _ = await openImageModel(path, onCpu);
    return "nothing";
  } catch (error) {
    return messageOf(error).replaceAll(`${path}/`, "").replaceAll(path, "the folder");
  }
}

const graph = (from: string, part: string) => readFile(join(fixtures, from, part, "model.onnx"), "latin1");

/** Puts one fixture's component into another. */
async function mixed(into: string, part: string, from: string, fromPart = part): Promise<string> {
  const copy = await changed(into, {});
  await writeFile(join(copy, part, "model.onnx"), await graph(from, fromPart), "latin1");
  return copy;
}

describe("an image folder", () => {
  it("is listed with its size in pixels and the steps that suit it", async () => {
    const models = new Map((await listModels([fixtures])).map((model) => [model.name, model]));
    const about = (name: string) => {
      const { modality, extent, steps, state, title } = models.get(name)!;
      return { modality, extent, steps, state, title };
    };
    const image = { modality: "image", state: { kind: "ready" } };
    const pixels = (side: number) => ({ kind: "pixels", width: side, height: side });
    expect(about("tiny-ddpm")).toEqual({ ...image, extent: pixels(8), steps: 1000, title: "tiny-ddpm" });
    expect(about("tiny-pixels")).toEqual({ ...image, extent: pixels(8), steps: 5, title: "Tiny pixels" });
    expect(about("tiny-sd")).toEqual({ ...image, extent: pixels(32), steps: 50, title: "tiny-sd" });
    expect(about("tiny-lcm")).toEqual({ ...image, extent: pixels(32), steps: 4, title: "tiny-lcm" });
    expect(about("tiny-sd3")).toEqual({ ...image, extent: pixels(32), steps: 28, title: "tiny-sd3" });
    expect(about("tiny-flux")).toEqual({ ...image, extent: pixels(32), steps: 28, title: "tiny-flux" });
  });

  it("is listed with the guidance that it wants", async () => {
    const models = new Map((await listModels([fixtures])).map((model) => [model.name, model.description]));
    const wanted = {
      "tiny-ddpm": "An image model (diffusers).",
      "tiny-pixels":
        "Noise Guidance 2.5 unless you say otherwise; up to 1 there is none, in half the passes, as distilled (turbo) models want it.",
      "tiny-sd":
        "An image model (diffusers). Guidance 7.5 unless you say otherwise; up to 1 there is none, in half the passes, as distilled (turbo) models want it.",
      "tiny-lcm":
        "An image model (diffusers). It is told its guidance, 8.5 unless you say otherwise, and makes one pass.",
      "tiny-flux":
        "An image model (diffusers). It is told its guidance, 3.5 unless you say otherwise, and makes one pass.",
    };
    expect(Object.fromEntries(Object.keys(wanted).map((name) => [name, models.get(name)]))).toEqual(wanted);
  });

  it("makes no more steps than its scheduler has timesteps, unless it says so itself", async () => {
    const config = JSON.stringify({ _class_name: "DDPMScheduler", num_train_timesteps: 250 });
    const path = await changed("tiny-ddpm", { "scheduler/scheduler_config.json": config });
    await using model = await openImageModel(path, onCpu);
    expect(model.steps).toBe(250);
  });

  it("is hashed with everything that its results depend on, weights beside a graph and older tokenizers included", async () => {
    await using model = await openImageModel(join(fixtures, "tiny-sd2"), onCpu);
    const paths = model.files.map(({ path }) => path);
    for (const path of ["unet/model.onnx_data", "tokenizer/merges.txt", "tokenizer/special_tokens_map.json"]) {
      expect(paths).toContain(path);
    }
    expect(new Set(paths).size).toBe(paths.length);
    expect([model.width, model.height, model.guidance, model.steps]).toEqual([32, 32, 7.5, 50]);
  });

  it("embeds a prompt once, whatever the steps", async () => {
    await using model = await openImageModel(join(fixtures, "tiny-sd"), onCpu);
    const network = model.network(1, () => {});
    const noise = new Float32Array(64).fill(0.5);
    const condition = { prompt: "a red car", negativePrompt: "" };
    const [first] = await network.predict([noise], [condition], 900, never);
    const [again, other] = await network.predict([noise, noise], [condition, condition], 900, never);
    expect([again, other]).toEqual([first, first]);
    expect(model.usage.forwardPasses).toBe(3);
    expect(network.preview(noise)).toMatchObject({ width: 4, height: 4 });
    const away = model.network(3, () => {});
    await away.predict([noise], [condition], 900, never);
    expect(model.usage.forwardPasses).toBe(5);
  });

  it("says once that the end of a prompt was left out, and takes the rest of it", async () => {
    await using model = await openImageModel(join(fixtures, "tiny-sdxl"), onCpu);
    const warnings: string[] = [];
    const network = model.network(5, (warning) => warnings.push(warning));
    const long = { prompt: `${"a red car ".repeat(25)}and two cats`, negativePrompt: "" };
    const cut = { prompt: "a red car ".repeat(25), negativePrompt: "" };
    const noise = new Float32Array(64).fill(0.5);
    const [one, two] = await network.predict([noise, noise], [long, long], 900, never);
    expect(one).toEqual(two);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^The prompt “a red car a red car a red car a red car …” is \d+ tokens longer than the 77 that the model reads/,
      ),
    ]);
    // 75 tokens of 77 are the prompt's: what comes later changes nothing.
    expect((await network.predict([noise], [cut], 900, never))[0]).toEqual(one);
  });

  it("says which of its prompts was cut", async () => {
    await using model = await openImageModel(join(fixtures, "tiny-sdxl"), onCpu);
    const warnings: string[] = [];
    const network = model.network(5, (warning) => warnings.push(warning));
    const condition = { prompt: "a red car", negativePrompt: "blurred and dull ".repeat(30) };
    await network.predict([new Float32Array(64).fill(0.5)], [condition], 900, never);
    expect(warnings).toEqual([expect.stringMatching(/^The prompt “blurred and dull [^”]*…” is \d+ tokens longer/)]);
  });

  it.each(["tiny-lcm", "tiny-flux"])(
    "says that a negative prompt is in vain where %s is told its guidance",
    async (name) => {
      await using model = await openImageModel(join(fixtures, name), onCpu);
      const warnings: string[] = [];
      const network = model.network(8, (warning) => warnings.push(warning));
      const { channels, height, width } = network.shape;
      const noise = new Float32Array(channels * height * width).fill(0.5);
      await network.predict([noise], [{ prompt: "a red car", negativePrompt: "blurry" }], 499, never);
      expect(warnings).toEqual([expect.stringMatching(/negative prompt changes nothing/)]);
      expect(model.usage.forwardPasses).toBe(1);
    },
  );

  it("has a quick look at latents once their decoder has shown their colours", async () => {
    await using model = await openImageModel(join(fixtures, "tiny-sd3"), onCpu);
    const network = model.network(1, () => {});
    const { shape } = network;
    const latents = Float32Array.from({ length: shape.channels * shape.height * shape.width }, (_, i) => Math.sin(i));
    expect(network.preview(latents)).toBeUndefined();
    await network.decode([latents], never);
    expect(network.preview(latents)).toMatchObject({ width: shape.width, height: shape.height });
  });

  it("refuses a size that its VAE cannot make", async () => {
    await using model = await openImageModel(join(fixtures, "tiny-sd"), onCpu);
    expect(() => model.network(1, () => {}, { width: 36 })).toThrow(/width 36 .* multiple of 16 .* Choose 32 or 48\./);
    expect(model.network(1, () => {}, { width: 48 }).shape).toEqual({ channels: 4, height: 4, width: 6 });
  });
});

describe("a Flux folder", () => {
  /** The one without guidance, whole. */
  const schnell = async (files: Readonly<Record<string, string | undefined>> = {}): Promise<string> => {
    const path = await changed("tiny-flux", files);
    await cp(join(fixtures, "tiny-flux-schnell"), path, { recursive: true });
    return path;
  };

  it("makes 1024 pixels where it does not say its size, in multiples of 16", async () => {
    const config = { guidance_embeds: true, in_channels: 64, patch_size: 1 };
    const path = await changed("tiny-flux", { "transformer/config.json": JSON.stringify(config) });
    await using model = await openImageModel(path, onCpu);
    expect([model.width, model.height, model.steps, model.guidance]).toEqual([1024, 1024, 28, 3.5]);
    expect(model.network(1, () => {}).flow).toEqual({ imageTokens: 4096, lastLevel: "step" });
    const wide = model.network(1, () => {}, { width: 64, height: 32 });
    expect([wide.shape, wide.flow?.imageTokens]).toEqual([{ channels: 16, height: 4, width: 8 }, 8]);
    expect(() => model.network(1, () => {}, { width: 40 })).toThrow(/width 40 .* multiple of 16 .* Choose 32 or 48\./);
  });

  it("tells its scheduler of patches, as Stable Diffusion 3 does, which leaves the levels to it", async () => {
    await using model = await openImageModel(join(fixtures, "tiny-sd3"), onCpu);
    const wide = model.network(1, () => {}, { width: 48 });
    expect(wide.flow).toEqual({ imageTokens: 6, lastLevel: "trained" });
  });

  it("takes few steps and goes without guidance where its transformer knows none", async () => {
    await using model = await openImageModel(await schnell(), onCpu);
    expect([model.steps, model.guidance]).toEqual([4, 1]);
    const noise = new Float32Array(256).fill(0.5);
    await model.network(1, () => {}).predict([noise], [{ prompt: "a red car", negativePrompt: "" }], 500, never);
    expect(model.usage.forwardPasses).toBe(1);
  });

  it("reads 512 tokens of a prompt, and 256 without guidance", async () => {
    const prompt = "a ".repeat(600).trim();
    for (const [path, length] of [
      [join(fixtures, "tiny-flux"), 512],
      [await schnell(), 256],
    ] as const) {
      await using model = await openImageModel(path, onCpu);
      const warnings: string[] = [];
      const network = model.network(1, (warning) => warnings.push(warning));
      await network.predict([new Float32Array(256)], [{ prompt, negativePrompt: "" }], 500, never);
      // What CLIP cuts off for its summary is nothing to speak of.
      expect(warnings).toEqual([expect.stringContaining(`${601 - length} tokens longer than the ${length}`)]);
    }
  });

  it("is refused where its graph is the other kind than its config.json says", async () => {
    const path = await schnell();
    await cp(join(fixtures, "tiny-flux/transformer/config.json"), join(path, "transformer/config.json"));
    expect(await complaint(path)).toMatch(
      /it has no input guidance\. It takes hidden_states \(float32 \[batch, tokens, channels\]\), timestep, .* img_ids, guidance/,
    );
  });

  it("gives the same numbers one by one and together", async () => {
    for (const path of [join(fixtures, "tiny-flux"), await schnell()]) {
      await using alone = await openImageModel(path, { ...onCpu, chunk: 1 });
      await using together = await openImageModel(path, { ...onCpu, chunk: 4 });
      const inputs = [0, 1, 2].map((shift) => Float32Array.from({ length: 256 }, (_, i) => Math.sin(i + shift)));
      const conditions = ["a red car", "two cats", "a red car"].map((prompt) => ({ prompt, negativePrompt: "" }));
      const [one, all] = await Promise.all(
        [alone, together].map((model) => model.network(2, () => {}).predict(inputs, conditions, 500, never)),
      );
      one!.forEach((output, row) => output.forEach((value, i) => expect(all![row]![i]).toBeCloseTo(value, 4)));
    }
  });
});

describe("the tokens of a prompt", () => {
  const tokensOf = async (model: string, part: string, prompt: string): Promise<readonly number[]> =>
    (await readPromptTokenizer(join(fixtures, model), part, undefined)).tokensOf(prompt).ids;

  it("are the same from the older files as from the newer one", async () => {
    for (const prompt of ["a red car", "A  Red\nCAR, 12 cats' naïve 日本 🚗!", "", clipEnd]) {
      expect(await tokensOf("tiny-sd", "tokenizer", prompt)).toEqual(
        await tokensOf("tiny-pixels", "tokenizer", prompt),
      );
      const padded = await tokensOf("tiny-sdxl", "tokenizer_2", prompt);
      expect(padded).toEqual(await tokensOf("tiny-sd3", "tokenizer_2", prompt));
      expect(padded.at(-1)).toBe(0);
    }
  });
});

describe("an image folder that cannot be used says what is wrong with it:", () => {
  it.each([
    ["text_encoder_2/model.onnx", "tiny-sdxl", "Download the whole model again, or export it to ONNX."],
    ["vae_decoder/model.onnx", "tiny-sd", "Download the whole model again, or export it to ONNX."],
    ["transformer/model.onnx", "tiny-sd3", "Download the whole model again, or export it to ONNX."],
    ["tokenizer/merges.txt", "tiny-sd", /^Put it there from the model that the graphs were exported from/],
    ["scheduler/scheduler_config.json", "tiny-ddpm", /^Put it there from the model that the graphs were exported from/],
  ])("it lacks %s", async (file, model, advice) => {
    const said = await complaint(await changed(model, { [file]: undefined }));
    const lacks = `The model folder the folder lacks ${file}. `;
    expect(said.slice(0, lacks.length)).toBe(lacks);
    expect(said.slice(lacks.length)).toMatch(advice);
  });

  it("it lacks its T5, without which it could run", async () => {
    const path = await changed("tiny-sd3", { text_encoder_3: undefined, tokenizer_3: undefined });
    expect(await complaint(path)).toMatch(
      /lacks text_encoder_3\/model\.onnx and tokenizer_3\/tokenizer\.json.*To run it without its third text encoder \(T5\), say \[null, null\]/,
    );
  });

  it("its graph is no graph", async () => {
    const path = await changed("tiny-sd", { "vae_decoder/model.onnx": "nothing" });
    expect(await complaint(path)).toMatch(
      /^ONNX Runtime cannot load vae_decoder\/model\.onnx: .*damaged or incomplete/,
    );
  });

  it("its graph is a pointer", async () => {
    const path = await changed("tiny-sd", { "unet/model.onnx": "version https://git-lfs.github.com/spec/v1\n" });
    expect(await complaint(path)).toMatch(/unet\/model\.onnx is a Git LFS pointer and not the file itself/);
  });

  it.each([
    ["asks for more", ["tiny-sd", "unet", "tiny-sdxl"], /it asks for text_embeds, which nothing here can give/],
    ["asks for less", ["tiny-sdxl", "unet", "tiny-sd"], /it has no input text_embeds/],
    ["is another's", ["tiny-sd", "unet", "tiny-sd", "vae_decoder"], /it has no input sample/],
    ["has other channels", ["tiny-sd", "unet", "tiny-pixels"], /sample has 3 channels, and its config\.json says 4/],
  ] as const)("its denoiser %s", async (_, [into, part, from, fromPart], sentence) => {
    expect(await complaint(await mixed(into, part, from, fromPart))).toMatch(sentence);
  });

  it("its decoder is of other latents", async () => {
    expect(await complaint(await mixed("tiny-sd", "vae_decoder", "tiny-sd3"))).toMatch(
      /vae_decoder\/model\.onnx does not decode this model's latents: it has 16 channels, and the denoiser 4/,
    );
  });

  it("its class cannot be steered", async () => {
    const path = await changed("tiny-sd", {
      "model_index.json": '{ "_class_name": "StableDiffusionInpaintPipeline" }',
    });
    expect(await complaint(path)).toMatch(
      /StableDiffusionInpaintPipeline, which cannot be steered yet: it needs an image/,
    );
  });

  it("its class is known under no name that can be steered, too", () => {
    expect(Object.keys(unsupported).filter((name) => name in pipelines)).toEqual([]);
  });
});
