/** CLIP folders that are whole, and those that are not: one sentence each. The fixtures are written by training/fixtures/clip.py. */
import { cp, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { messageOf } from "../../../../src/errors.ts";
import { openClipEncoders, openImageEncoder } from "../../../../src/runtime/clip/clipEncoders.ts";
import { clipFamily } from "../../../../src/runtime/clip/clipFamily.ts";
import { inspectClipFolder, readClip } from "../../../../src/runtime/clip/clipFolder.ts";
import { openClipModel } from "../../../../src/runtime/clip/clipModel.ts";
import { imageEmbeddings } from "../../../../src/runtime/clip/imageEmbeddings.ts";
import { rewardWish } from "../../../../src/runtime/folders/graphChoice.ts";
import { folderKinds } from "../../../../src/engine/reward/folderKinds.ts";
import { readPromptTokenizer } from "../../../../src/runtime/image/prompt/promptTokens.ts";
import { listModels } from "../../../../src/runtime/folders/modelFolders.ts";
import { graphFile, tableGraph } from "../onnxGraph.ts";
import { fixtures, type TemporaryFolder, temporaryFolder } from "../modelFixture.ts";

let folder: TemporaryFolder;
let copies = 0;
beforeAll(async () => void (folder = await temporaryFolder()));
afterAll(() => folder[Symbol.asyncDispose]());

type Contents = string | Uint8Array | undefined;

/** A copy of a fixture, changed. A file that is undefined is taken away. */
async function changed(model: string, files: Readonly<Record<string, Contents>> = {}): Promise<string> {
  const copy = join(folder.path, `copy-${(copies += 1)}`, model);
  await cp(join(fixtures, model), copy, { recursive: true });
  for (const [path, contents] of Object.entries(files)) {
    if (contents === undefined) await rm(join(copy, path), { recursive: true });
    else {
      await mkdir(dirname(join(copy, path)), { recursive: true });
      await writeFile(join(copy, path), contents);
    }
  }
  return copy;
}

const grey = (prompt: string, data = new Uint8ClampedArray(4 * 64).fill(128)) => ({
  width: 8,
  height: 8,
  data,
  prompt,
});

/** Cosines of some grey images. */
async function scored(path: string): Promise<number[]> {
  await using clip = await openClipModel(await inspectClipFolder(path));
  return await clip.similarity([grey("a red car"), grey("two cats")], { warn: () => undefined });
}

/** The code and the sentence of what opening throws, without the path. */
async function complaint(path: string): Promise<string> {
  try {
    await scored(path);
    return "nothing";
  } catch (error) {
    const { code } = error as { code?: string };
    return `${code}: ${messageOf(error).replaceAll(`${path}/`, "").replaceAll(path, "the folder")}`;
  }
}

describe("a CLIP folder", () => {
  it("may have its graphs in the folder itself, or in half precision only by their names", async () => {
    const whole = await scored(join(fixtures, "tiny-clip"));
    const flat = await changed("tiny-clip");
    await rename(join(flat, "onnx/model.onnx"), join(flat, "model.onnx"));
    expect(await scored(flat)).toEqual(whole);
    const half = await changed("tiny-clip");
    await rename(join(half, "onnx/model.onnx"), join(half, "onnx/model_fp16.onnx"));
    expect(await scored(half)).toEqual(whole);
  });

  it("may say how images are prepared in the processor's file, as transformers 5 saves it", async () => {
    const said = JSON.parse(await readFile(join(fixtures, "tiny-clip/preprocessor_config.json"), "utf8")) as unknown;
    const path = await changed("tiny-clip", {
      "preprocessor_config.json": undefined,
      "processor_config.json": JSON.stringify({ processor_class: "CLIPProcessor", image_processor: said }),
    });
    expect(await scored(path)).toEqual(await scored(join(fixtures, "tiny-clip")));
    expect((await inspectClipFolder(path)).files[0]).toBe("processor_config.json");
  });

  it("is run by two graphs where it has both layouts, in the same precision", async () => {
    const both = await changed("tiny-clip-split");
    await cp(join(fixtures, "tiny-clip/onnx/model.onnx"), join(both, "onnx/model.onnx"));
    expect(await inspectClipFolder(both)).toMatchObject({
      text: "onnx/text_model.onnx",
      vision: "onnx/vision_model.onnx",
    });
    for (const half of ["text_model", "vision_model"]) {
      await rename(join(both, `onnx/${half}.onnx`), join(both, `onnx/${half}_fp16.onnx`));
    }
    expect(await inspectClipFolder(both)).toMatchObject({ text: "onnx/model.onnx", vision: "onnx/model.onnx" });
  });

  it("is run by two graphs of different precisions where there are no two of one", async () => {
    const mixed = await changed("tiny-clip-split");
    const whole = await scored(mixed);
    await rename(join(mixed, "onnx/text_model.onnx"), join(mixed, "onnx/text_model_q4.onnx"));
    await rename(join(mixed, "onnx/vision_model.onnx"), join(mixed, "onnx/vision_model_fp16.onnx"));
    expect(await scored(mixed)).toEqual(whole);
  });

  it("is run in the precision that is asked for, refused at the reward's own field where it has none such", async () => {
    const both = await changed("tiny-clip-split");
    for (const half of ["text_model", "vision_model"]) {
      await cp(join(both, `onnx/${half}.onnx`), join(both, `onnx/${half}_fp16.onnx`));
    }
    expect(await inspectClipFolder(both)).toMatchObject({ vision: "onnx/vision_model.onnx" });
    expect(await inspectClipFolder(both, rewardWish("fp16"))).toMatchObject({
      text: "onnx/text_model_fp16.onnx",
      vision: "onnx/vision_model_fp16.onnx",
      otherGraphs: ["onnx/text_model.onnx", "onnx/vision_model.onnx"],
      files: expect.arrayContaining(["onnx/vision_model_fp16.onnx"]) as string[],
    });
    await expect(inspectClipFolder(both, rewardWish("int8"))).rejects.toMatchObject({
      code: "specification-invalid",
      message: expect.stringMatching(
        /no graph for the precision int8\. There is fp32 .*, fp16 .*\. Choose one/u,
      ) as string,
      details: { field: "parameters.precision" },
    });
    // What does not fit the memory gives way to what does.
    const small = { ...rewardWish(), memory: 1 };
    await writeFile(join(both, "onnx/vision_model_q4.onnx"), "");
    await cp(join(both, "onnx/text_model.onnx"), join(both, "onnx/text_model_q4.onnx"));
    expect(await inspectClipFolder(both, small)).toMatchObject({ vision: "onnx/vision_model_q4.onnx" });
  });

  it("is a SigLIP by what prepares its images, where config.json says nothing", async () => {
    const bare = await changed("tiny-siglip-split", { "config.json": "{}" });
    expect(await scored(bare)).toEqual(await scored(join(fixtures, "tiny-siglip-split")));
  });

  it("names every file that a score depends on", async () => {
    const vision = tableGraph({ rows: 2, columns: 2, weights: "eyes.bin" });
    const path = await changed("tiny-clip-split", { "onnx/vision_model.onnx": vision, "onnx/eyes.bin": "" });
    expect((await inspectClipFolder(path)).files).toEqual([
      ...["preprocessor_config.json", "vocab.json", "merges.txt"],
      ...["config.json", "tokenizer_config.json", "special_tokens_map.json"],
      ...["onnx/text_model.onnx", "onnx/vision_model.onnx", "onnx/eyes.bin"],
    ]);
  });

  it("is no model that writes or paints, so it is not listed among those", async () => {
    const names = (await listModels([fixtures])).map(({ name }) => name);
    expect(names).toContain("tiny-sd");
    expect(names.filter((name) => /clip|siglip/.test(name))).toEqual([]);
  });

  it("embeds a content once, whoever sends it, and knows it again until it is forgotten", async () => {
    const folderOf = await inspectClipFolder(join(fixtures, "tiny-clip-split"));
    const { preparation, family } = await readClip(folderOf);
    await using encoder = await openImageEncoder(folderOf, preparation, family);
    const counts: number[] = [];
    const counted = (pixels: Float32Array, count: number): Promise<Float32Array[]> => {
      counts.push(count);
      return encoder.images(pixels, count);
    };
    const seen = imageEmbeddings({ batch: encoder.batch, images: counted }, preparation);
    const alike = (of: number) => grey("", new Uint8ClampedArray(4 * 64).fill(of));
    const [first, second, other] = await seen([alike(90), alike(90), alike(91)], undefined);
    expect(counts).toEqual([2]);
    expect(second).toBe(first);
    expect(other).not.toEqual(first);
    expect((await seen([alike(91), alike(92), alike(90)], undefined))[2]).toBe(first);
    // As many pixels in another shape are another image.
    await seen([{ ...alike(90), width: 4, height: 16 }], undefined);
    expect(counts).toEqual([2, 1, 1]);
  });

  it("does not look again at pixels that are the same array", async () => {
    await using clip = await openClipModel(await inspectClipFolder(join(fixtures, "tiny-clip-split")));
    const shared = new Uint8ClampedArray(4 * 64).fill(90);
    const request = { warn: () => undefined };
    const [first, copy] = await clip.similarity([grey("two cats", shared), grey("two cats", shared)], request);
    expect(copy).toBe(first);
    shared.fill(255);
    // What nobody does: it shows that the pixels are not looked at again.
    expect(await clip.similarity([grey("two cats", shared)], request)).toEqual([first]);
    const [other] = await clip.similarity([grey("two cats", Uint8ClampedArray.from(shared))], request);
    expect(other).not.toBe(first);
  });

  it("scores many images of several prompts in their order, each as it does alone", async () => {
    await using clip = await openClipModel(await inspectClipFolder(join(fixtures, "tiny-clip")));
    const prompts = ["two cats", "a red car"];
    const images = Array.from({ length: 21 }, (_, i) =>
      grey(
        prompts[i % 2]!,
        new Uint8ClampedArray(4 * 64).map((__, at) => (at * (i + 3)) % 256),
      ),
    );
    const request = { warn: () => undefined };
    const together = await clip.similarity(images, request);
    expect(new Set(together).size).toBe(21);
    // One that remembers none of them.
    await using other = await openClipModel(await inspectClipFolder(join(fixtures, "tiny-clip")));
    for (const [index, image] of images.entries()) {
      const [alone] = await other.similarity([image], request);
      expect(together[index]).toBeCloseTo(alone!, 6);
    }
  });

  it("tells a graph that asks for it which tokens are the prompt's, and which fill it up", async () => {
    const mask = tableGraph({
      ...{ rows: 2, columns: 1, input: "attention_mask", output: "text_embeds" },
      extra: [{ name: "input_ids", type: 7, dimensions: ["batch", "length"] }],
    });
    const path = await changed("tiny-clip-split", { "onnx/text_model.onnx": mask });
    const [clip, size] = [await inspectClipFolder(path), { width: 16, height: 16 }];
    await using encoders = await openClipEncoders(clip, size, clipFamily({}));
    const tokenizer = await readPromptTokenizer(path, "", 6);
    const { ids, used } = tokenizer.tokensOf("two cats");
    expect(used).toBe(4); // the start, two words, the end
    expect(Array.from(await encoders.text({ ids, used }))).toEqual([1, 1, 1, 1, 0, 0]);
    // SigLIP was trained on what fills a prompt up, too.
    await using siglip = await openClipEncoders(clip, size, clipFamily({ model_type: "siglip" }));
    expect(Array.from(await siglip.text({ ids, used }))).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it("stops before a run of a graph", async () => {
    await using clip = await openClipModel(await inspectClipFolder(join(fixtures, "tiny-clip")));
    const signal = AbortSignal.abort();
    await expect(clip.similarity([grey("")], { warn: () => undefined, signal })).rejects.toMatchObject({
      name: "AbortError",
    });
  });
});

describe("a folder that is no CLIP that can be used", () => {
  const pointer = "version https://git-lfs.github.com/spec/v1\n";
  const noClip = tableGraph({ rows: 4, columns: 4 });
  const preparation = (change: object): Promise<string> =>
    readFile(join(fixtures, "tiny-clip/preprocessor_config.json"), "utf8").then((text) =>
      JSON.stringify({ ...(JSON.parse(text) as object), ...change }),
    );
  it.each<
    [string, string, () => Promise<Readonly<Record<string, Contents>>> | Readonly<Record<string, Contents>>, RegExp]
  >([
    [
      "lacks its graph",
      "tiny-clip",
      () => ({ onnx: undefined }),
      /^model-incomplete: The model folder the folder lacks onnx\/model\.onnx\. Download/,
    ],
    [
      "has weights of another kind",
      "tiny-clip",
      () => ({ onnx: undefined, "model.safetensors": "" }),
      /^model-incomplete: .* It holds model\.safetensors, which ONNX Runtime cannot read: export the model/,
    ],
    [
      "is laid out for immich",
      "tiny-clip-split",
      () => ({ onnx: undefined, "textual/model.onnx": "", "visual/preprocess_cfg.json": "{}" }),
      /^model-incomplete: .* lacks onnx\/model\.onnx\. Nothing of it need be missing: .* textual\/ and visual\/, as immich/,
    ],
    [
      "lacks one of two encoders",
      "tiny-clip-split",
      () => ({ "onnx/vision_model.onnx": undefined }),
      /^model-incomplete: .* lacks onnx\/vision_model\.onnx\./,
    ],
    [
      "lacks what prepares images and prompts",
      "tiny-clip",
      () => ({ "preprocessor_config.json": undefined, "tokenizer.json": undefined }),
      /^model-incomplete: .* lacks preprocessor_config\.json and tokenizer\.json\./,
    ],
    [
      "lacks merges",
      "tiny-clip-split",
      () => ({ "merges.txt": undefined }),
      /^model-incomplete: .* lacks merges\.txt\./,
    ],
    [
      "is a pointer",
      "tiny-clip",
      () => ({ "onnx/model.onnx": pointer }),
      /^model-incomplete: .*Git LFS pointer.*git lfs pull/,
    ],
    ["is damaged", "tiny-clip", () => ({ "onnx/model.onnx": "no graph" }), /^model-corrupt: ONNX Runtime cannot load/],
    [
      "has settings that are no JSON",
      "tiny-clip",
      () => ({ "preprocessor_config.json": "{" }),
      /^model-corrupt: .*is not the JSON/,
    ],
    [
      "has no tokenizer in its file",
      "tiny-clip",
      () => ({ "tokenizer.json": "{}" }),
      /^model-tokenizer: tokenizer\.json cannot be read/,
    ],
    [
      "has another model's graph",
      "tiny-clip",
      () => ({ "onnx/model.onnx": noClip }),
      /^model-signature: onnx\/model\.onnx is not a CLIP that can be used: it has no input pixel_values\. Choose another folder/,
    ],
    [
      "has the graphs of two halves exchanged",
      "tiny-clip-split",
      async () => ({
        "onnx/vision_model.onnx": await readFile(join(fixtures, "tiny-clip-split/onnx/text_model.onnx")),
      }),
      /^model-signature: onnx\/vision_model\.onnx is not .*no input pixel_values\./,
    ],
    [
      "takes images of any shape, as SigLIP 2's NaFlex does",
      "tiny-siglip-split",
      () => ({
        "onnx/vision_model.onnx": graphFile({
          nodes: [
            { operator: "ReduceMean", inputs: ["pixel_values"], output: "pooler_output", attributes: { axes: [1] } },
          ],
          inputs: [
            { name: "pixel_values", type: "float32", dimensions: ["batch", "patches", 768] },
            { name: "pixel_attention_mask", type: "int64", dimensions: ["batch", "patches"] },
            { name: "spatial_shapes", type: "int64", dimensions: ["batch", 2] },
          ],
          outputs: [{ name: "pooler_output", type: "float32", dimensions: ["batch", "width"] }],
        }),
      }),
      /^model-signature: .*as patches, .* \(SigLIP 2's NaFlex\), .*Choose a CLIP, a SigLIP, or a SigLIP 2 of one size/,
    ],
    [
      "wants what nobody has",
      "tiny-clip-split",
      () => ({
        "onnx/text_model.onnx": tableGraph({
          ...{ rows: 4, columns: 4, output: "text_embeds" },
          extra: [{ name: "spell", type: 1, dimensions: [1] }],
        }),
      }),
      /^model-signature: .*it asks for spell, which nothing here can give\./,
    ],
    [
      "has encoders of two models",
      "tiny-clip-split",
      () => ({ "onnx/text_model.onnx": tableGraph({ rows: 1000, columns: 4, output: "text_embeds" }) }),
      /^model-signature: The encoders in the folder do not belong together: a prompt becomes 308 numbers and an image 12\./,
    ],
    [
      "takes images of another size than are made",
      "tiny-clip-split",
      () => ({
        "onnx/vision_model.onnx": tableGraph({
          ...{ rows: 4, columns: 4, output: "image_embeds" },
          extra: [{ name: "pixel_values", type: 1, dimensions: [1, 3, 224, 224] }],
        }),
      }),
      /^model-signature: .*it takes images with a side of 224, and preprocessor_config\.json makes them 16\./,
    ],
    [
      "is prepared for by a filter that is not there",
      "tiny-clip",
      async () => ({ "preprocessor_config.json": await preparation({ resample: 0 }) }),
      /^model-signature: preprocessor_config\.json does not say .*its resample is 0, and only 2 and 3 can be done\./,
    ],
    [
      "says a mean of two colours",
      "tiny-clip",
      async () => ({ "preprocessor_config.json": await preparation({ image_mean: [0, 1] }) }),
      /^model-signature: .*image_mean and image_std are not three numbers each\./,
    ],
    [
      "says no size anywhere",
      "tiny-clip",
      () => ({ "preprocessor_config.json": "{}", "config.json": "{}" }),
      /^model-signature: .*neither crop_size nor a size of two sides\./,
    ],
  ])("is told by a sentence: it %s", async (_, model, files, sentence) => {
    expect(await complaint(await changed(model, await files()))).toMatch(sentence);
  });

  it("is named where it is not there", async () => {
    const path = join(folder.path, "nowhere");
    await expect(inspectClipFolder(path)).rejects.toMatchObject({ code: "model-missing" });
  });
});

describe("the name of a CLIP", () => {
  it("is that of a folder in a model folder, of the model folder itself, or an absolute path", async () => {
    const wanted = join(fixtures, "tiny-clip");
    expect(await folderKinds.clip.find("tiny-clip", ["/nowhere", fixtures])).toBe(wanted);
    expect(await folderKinds.clip.find(" tiny-clip ", [wanted])).toBe(wanted);
    expect(await folderKinds.clip.find(wanted, [])).toBe(wanted);
  });

  it("may be that of a folder that is half there: opening it says what it lacks", async () => {
    const path = await changed("tiny-clip", { onnx: undefined });
    expect(await folderKinds.clip.find("tiny-clip", [join(path, "..")])).toBe(path);
  });

  it.each([
    [
      "nothing",
      " ",
      "specification-invalid",
      /^No CLIP model is named, and none comes along\. Name the folder .*fkSteering\.models\.folders/,
    ],
    [
      "no folder",
      "clip",
      "model-missing",
      /"clip"\. In the model folders there is tiny-clip, tiny-clip-split, tiny-pickscore, tiny-siglip, tiny-siglip-split\. Choose one/,
    ],
    ["a model of another kind", "tiny-sd", "model-missing", /no CLIP model "tiny-sd"/],
    [
      "a path out of the model folders",
      "../models/tiny-clip",
      "model-missing",
      /no CLIP model "\.\.\/models\/tiny-clip"/,
    ],
    ["no path", "/nowhere/clip", "model-missing", /no CLIP model "\/nowhere\/clip"\. Check the path/],
  ])("is refused where it names %s", async (_, name, code, message) => {
    await expect(folderKinds.clip.find(name, [fixtures])).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  it("is refused with what to do where there is none at all", async () => {
    const empty = join(folder.path, "empty");
    await mkdir(empty);
    await expect(folderKinds.clip.find("clip", [empty])).rejects.toThrow(
      /No CLIP lies in the model folders\. .*put the folder there/,
    );
  });
});

describe("a head on a CLIP", () => {
  const opened = async (path: string): Promise<number[]> => {
    await using model = await folderKinds.aesthetic.open(await folderKinds.aesthetic.inspect(path));
    return await model.score([grey(""), grey("")], undefined);
  };

  it("is found by its name, beside the graphs of its folder alone", async () => {
    const [whole, none] = [await changed("tiny-clip"), await changed("tiny-clip", { "aesthetic.onnx": undefined })];
    const [folderOf, named] = [(path: string) => join(path, ".."), "tiny-clip"];
    expect(await folderKinds.aesthetic.find(named, [folderOf(whole)])).toBe(whole);
    await expect(folderKinds.aesthetic.find(named, [folderOf(none)])).rejects.toThrow(
      /no CLIP with an aesthetic\.onnx "tiny-clip"/,
    );
    expect((await folderKinds.aesthetic.inspect(whole)).files).toContain("aesthetic.onnx");
    const several = await changed("tiny-clip");
    const [head, other] = ["aesthetic.onnx", "aesthetic_v2.onnx"].map((name) => join(several, name));
    await cp(head!, other!);
    await rename(head!, join(several, "aesthetic_fp16.onnx"));
    // By precision, as graphs are chosen everywhere.
    expect((await folderKinds.aesthetic.inspect(several)).head).toBe("aesthetic_v2.onnx");
    const [first, second] = await opened(whole);
    expect(second).toBe(first);
  });

  it.each<[string, Contents, RegExp]>([
    ["is not there", undefined, /^model-incomplete: .* lacks aesthetic\.onnx\. Export the head/],
    ["is damaged", "no graph", /^model-corrupt: ONNX Runtime cannot load/],
    [
      "takes what is no row of numbers",
      tableGraph({ rows: 2, columns: 2, batch: 3 }),
      /^model-signature: .*aesthetic\.onnx is no head that can be used: its input is not one row/,
    ],
    [
      "asks for more than a CLIP gives",
      tableGraph({ rows: 2, columns: 1, extra: [{ name: "age", type: 1, dimensions: ["batch"] }] }),
      /^model-signature: .*it has 2 inputs, and not one/,
    ],
  ])("is refused with a sentence where it %s", async (_, head, message) => {
    const path = await changed("tiny-clip", { "aesthetic.onnx": head });
    const said = await opened(path).catch(
      (error: unknown) => `${(error as { code: string }).code}: ${messageOf(error)}`,
    );
    expect(said).toMatch(message);
  });
});
