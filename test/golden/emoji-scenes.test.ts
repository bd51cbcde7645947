/** The embedded image models, against PyTorch's numbers and the recipe's own tokens (written by training/images/export.py). */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openImageModel } from "../../src/runtime/image/openImageModel.ts";
import type { ImageModel } from "../../src/runtime/image/imageModel.ts";

interface Golden {
  readonly prompts: readonly [string, string];
  readonly timesteps: readonly [number, number];
  /** Every 61st number of the denoiser's output [2, 3, 32, 32], without guidance. */
  readonly output: readonly number[];
}

const repository = join(import.meta.dirname, "../..");
const never = new AbortController().signal;
const size = 3 * 32 * 32;

describe.each(["emoji-scenes", "emoji-scenes-large"])("%s", (name) => {
  let golden: Golden;
  let model: ImageModel;

  beforeAll(async () => {
    golden = JSON.parse(await readFile(join(import.meta.dirname, `${name}.json`), "utf8")) as Golden;
    model = await openImageModel(join(repository, "media/models", name), { device: "cpu", signal: never });
  });
  afterAll(() => model[Symbol.asyncDispose]());

  it("gives PyTorch's numbers for a prompt and for none, through tokenizer, text encoder and denoiser", async () => {
    const network = model.network(1, () => {});
    const found: number[] = [];
    for (const [row, prompt] of golden.prompts.entries()) {
      const input = Float32Array.from({ length: size }, (_, i) => -1 + (2 * (row * size + i)) / (2 * size - 1));
      const [output] = await network.predict([input], [{ prompt, negativePrompt: "" }], golden.timesteps[row]!, never);
      found.push(...output!);
    }
    const picked = found.filter((_, i) => i % 61 === 0);
    expect(picked).toHaveLength(golden.output.length);
    picked.forEach((value, i) => expect(Math.abs(value - golden.output[i]!)).toBeLessThan(2e-4));
  });
});
