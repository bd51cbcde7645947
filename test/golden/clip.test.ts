/** CLIP and SigLIP from pixels and prompt to cosine, against PIL, transformers and PyTorch (written by training/fixtures/clip.py, siglip.py and pickscore.py; random weights). */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { beginningOf } from "../../src/cutText.ts";
import type { RgbaImage } from "../../src/diffusion/image.ts";
import { openClipEncoders } from "../../src/runtime/clip/clipEncoders.ts";
import { inspectAestheticFolder, openAestheticModel } from "../../src/runtime/clip/aestheticModel.ts";
import { clipFamily, type ClipFamily } from "../../src/runtime/clip/clipFamily.ts";
import { inspectClipFolder } from "../../src/runtime/clip/clipFolder.ts";
import { openClipModel } from "../../src/runtime/clip/clipModel.ts";
import { parsePreparation, type Preparation, writePixels } from "../../src/runtime/clip/preparation.ts";
import { type Filter, resample } from "../../src/runtime/clip/resample.ts";
import { readPromptTokenizer } from "../../src/runtime/image/prompt/promptTokens.ts";
import type { JsonObject } from "../../src/runtime/folders/json.ts";
import { openBuiltinReward } from "../../src/engine/reward/builtinReward.ts";
import { defaultRewardLimits } from "../../src/protocol/limits.ts";
import { fixtures } from "../unit/runtime/modelFixture.ts";

type Size = readonly [width: number, height: number];

interface Golden {
  /** Pixels are RGB, in hexadecimal. */
  readonly images: readonly {
    readonly size: Size;
    readonly pixels: string;
  }[];
  readonly prompts: readonly { readonly prompt: string; readonly tokens: readonly number[]; readonly left: number }[];
  readonly cases: readonly {
    readonly model: string;
    /** By image: [3, height / 5, width / 5], every fifth pixel. */
    readonly prepared: readonly (readonly number[])[];
    /** Both normalised. */
    readonly textEmbeds: readonly (readonly number[])[];
    readonly imageEmbeds: readonly (readonly number[])[];
    /** By image, then by prompt. */
    readonly cosines: readonly (readonly number[])[];
  }[];
}

interface ClipGolden extends Golden {
  /** What the head says, by image. */
  readonly aesthetic: readonly number[];
  /** Of the images, in their order. */
  readonly images: readonly (Golden["images"][number] & {
    readonly resized: readonly { readonly filter: Filter; readonly size: Size; readonly pixels: string }[];
  })[];
  readonly preparations: readonly {
    readonly config: Readonly<Record<string, unknown>>;
    readonly prepared: readonly (readonly number[])[];
  }[];
}

interface PickScoreGolden extends Golden {
  /** `logits_per_image` by image, then by prompt. */
  readonly cases: readonly (Golden["cases"][number] & { readonly scores: readonly (readonly number[])[] })[];
}

const read = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(join(import.meta.dirname, `${name}.json`), "utf8"));
const golden = (await read("clip")) as ClipGolden;
const siglip = (await read("siglip")) as Golden;
const pickscore = (await read("pickscore")) as PickScoreGolden;
const named = (size: Size): string => size.join(" × ");

function rgba([width, height]: Size, pixels: string): RgbaImage {
  const rgb = Buffer.from(pixels, "hex");
  const data = new Uint8ClampedArray(4 * width * height).map((_, i) =>
    i % 4 === 3 ? 255 : rgb[3 * (i >> 2) + (i % 4)]!,
  );
  return { width, height, data };
}
const images = golden.images.map(({ size, pixels }) => rgba(size, pixels));

function pixelsOf(preparation: Preparation): Float32Array[] {
  return images.map((image) => {
    const into = new Float32Array(3 * preparation.height * preparation.width);
    writePixels(image, preparation, into);
    return into;
  });
}

const jsonOf = async (model: string, file: string): Promise<JsonObject> =>
  JSON.parse(await readFile(join(fixtures, model, file), "utf8")) as JsonObject;

const familyOf = async (model: string): Promise<ClipFamily> => clipFamily(await jsonOf(model, "config.json"));

/** How the fixture prepares images. */
async function preparationOf(model: string): Promise<Preparation> {
  const config = await jsonOf(model, "preprocessor_config.json");
  return parsePreparation(config, "preprocessor_config.json", { ...(await familyOf(model)), side: undefined });
}

function expectPrepared(preparation: Preparation, wanted: readonly (readonly number[])[], tolerance: number): void {
  const { width, height } = preparation;
  for (const [index, values] of pixelsOf(preparation).entries()) {
    const fifths = values.filter((_, i) => (i % width) % 5 === 0 && (Math.floor(i / width) % height) % 5 === 0);
    expectClose(fifths, wanted[index]!, tolerance);
  }
}

function expectClose(found: ArrayLike<number>, wanted: readonly number[], tolerance: number): void {
  expect(found).toHaveLength(wanted.length);
  const furthest = wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - found[i]!)), 0);
  expect(furthest).toBeLessThan(tolerance);
}

function unit(values: Float32Array): number[] {
  const length = Math.hypot(...values);
  return Array.from(values, (value) => value / length);
}

describe("an image in another size", () => {
  const cases = golden.images.flatMap(({ size, pixels, resized }) =>
    resized.map((one): [string, string, string, typeof one & { from: RgbaImage }] => [
      one.filter,
      named(size),
      named(one.size),
      { ...one, from: rgba(size, pixels) },
    ]),
  );
  it.each(cases)("has PIL's bytes: %s, %s to %s", (_, __, ___, { from, size: [width, height], pixels, filter }) => {
    expect(resample(from, width, height, filter)).toEqual(rgba([width, height], pixels));
  });
});

it.each(golden.preparations)("prepares images as transformers does: $config", ({ config, prepared }) => {
  const preparation = parsePreparation(config, "preprocessor_config.json", clipFamily({}));
  // Bytes that are not scaled down are larger, and so are their last places.
  expectPrepared(preparation, prepared, config["do_rescale"] === false ? 1e-3 : 1e-6);
});

it("gives PyTorch's score of every image by a head on a CLIP", async () => {
  await using model = await openAestheticModel(await inspectAestheticFolder(join(fixtures, "tiny-clip")));
  expectClose(await model.score(images, undefined), golden.aesthetic, 1e-5);
});

it("is PickScore's score as the reward clip, 40 times over, for a CLIP of its shape", async () => {
  const settings = { rewardFolders: [], trusted: false, reward: defaultRewardLimits };
  await using reward = await openBuiltinReward("clip", { model: join(fixtures, "tiny-pickscore") }, { settings });
  const samples = images.flatMap((image) => pickscore.prompts.map(({ prompt }) => ({ ...image, prompt })));
  const scores = await reward.score(samples, new AbortController().signal);
  expectClose(
    scores.map((score) => 40 * score),
    pickscore.cases[0]!.scores.flat(),
    1e-3,
  );
});

const cases = [golden, siglip, pickscore].flatMap(({ cases: all, prompts }) => all.map((one) => ({ ...one, prompts })));
describe.each(cases)("$model", ({ model, prompts, ...wanted }) => {
  it("prepares images as transformers does", async () => {
    expectPrepared(await preparationOf(model), wanted.prepared, 1e-6);
  });

  it("cuts prompts into tokens as transformers does, and says how many are left out", async () => {
    const tokenizer = await readPromptTokenizer(join(fixtures, model), "", undefined);
    for (const { prompt, tokens, left } of prompts) {
      expect(tokenizer.tokensOf(prompt)).toMatchObject({ ids: tokens, left });
    }
  });

  it("gives PyTorch's embeddings", async () => {
    const preparation = await preparationOf(model);
    await using encoders = await openClipEncoders(
      await inspectClipFolder(join(fixtures, model)),
      preparation,
      await familyOf(model),
    );
    const all = pixelsOf(preparation);
    const together = await encoders.images(Float32Array.from(all.flatMap((values) => Array.from(values))), all.length);
    for (const [index, values] of all.entries()) {
      const [alone] = await encoders.images(values, 1);
      expectClose(unit(alone!), wanted.imageEmbeds[index]!, 1e-5);
      expectClose(unit(together[index]!), wanted.imageEmbeds[index]!, 1e-5);
    }
    for (const [index, { tokens }] of prompts.entries()) {
      const used = tokens.length;
      expectClose(unit(await encoders.text({ ids: tokens, used })), wanted.textEmbeds[index]!, 1e-5);
    }
  });

  it("gives PyTorch's cosine of every image with every prompt, and says of the long one that it was cut", async () => {
    await using clip = await openClipModel(await inspectClipFolder(join(fixtures, model)));
    const warnings: string[] = [];
    const pairs = images.flatMap((image) => prompts.map(({ prompt }) => ({ ...image, prompt })));
    const cosines = await clip.similarity(pairs, { warn: (warning) => warnings.push(warning) });
    expectClose(cosines, wanted.cosines.flat(), 1e-5);
    expect(new Set(warnings)).toEqual(
      new Set([
        `The prompt “${beginningOf(prompts.at(-1)!.prompt, 40)}…” is ${prompts.at(-1)!.left} tokens longer than the ${prompts.at(-1)!.tokens.length} that the CLIP model ${model} reads: its end is left out.`,
      ]),
    );
  });
});
