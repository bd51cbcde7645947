/** Text models of transformers (5.18.0, with tokenizers 0.23.2) as exporters give them; training/fixtures/texts.py wrote texts.json. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openTextModel } from "../../src/runtime/text/onnxTextModel.ts";
import { fixtures, never, temporaryFolder } from "../unit/runtime/modelFixture.ts";
import { readCodec } from "../unit/runtime/readCodec.ts";
import golden from "./texts.json" with { type: "json" };

const models = golden.models as Readonly<
  Record<string, { readonly rows: number[][]; readonly logits: number[][][]; readonly ids?: Record<string, number[]> }>
>;

describe.each(Object.entries(models))("the model %s", (name, { rows, logits }) => {
  it("has PyTorch's logits, however it wants to be fed", async () => {
    await using model = await openTextModel(join(fixtures, name), { device: "cpu", signal: never });
    for (const [index, row] of rows.entries()) {
      const tokens = Int32Array.from(row);
      const [found] = await model.denoiser.logits([tokens], [tokens.map((_, place) => place)], never);
      const width = model.codec.vocabularySize;
      // Logits of half precision are rounded at 2⁻¹¹ of what they are.
      const worst = logits[index]!.flatMap((expected, place) =>
        expected.map((value, id) => Math.abs(value - found![place * width + id]!) / (1 + Math.abs(value))),
      );
      expect(Math.max(...worst)).toBeLessThan(name === "text-added-mask" ? 2e-3 : 2e-5);
    }
  });
});

describe("a window", () => {
  it.each(["text-roberta", "text-positions"])(
    "ends where positions end that begin after the padding (%s)",
    async (name) => {
      await using model = await openTextModel(join(fixtures, name), { device: "cpu", signal: never });
      expect(model.denoiser.maxLength).toBe(18);
      const longest = new Int32Array(18).fill(5);
      await expect(model.denoiser.logits([longest], [Int32Array.of(17)], never)).resolves.toHaveLength(1);
    },
  );
});

describe("a tokenizer of sequences", () => {
  it("cuts a protein into transformers' ids, and joins it again without spaces", async () => {
    const codec = await readCodec(join(fixtures, "text-esm"));
    for (const [text, ids] of Object.entries(models["text-esm"]!.ids!)) {
      expect([...codec.leadIds, ...codec.encode(text), ...codec.trailIds]).toEqual(ids);
      expect(codec.decode(ids)).toBe(text);
    }
  });
});

describe("spaces before signs", () => {
  it.each(golden.cleaned.cases)("are kept or not as the folder says: $text", async ({ clean, ids, decoded }) => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "tokenizer.json"), JSON.stringify(golden.cleaned.tokenizer));
    const config = { clean_up_tokenization_spaces: clean, mask_token: "[MASK]" };
    await writeFile(join(folder.path, "tokenizer_config.json"), JSON.stringify(config));
    const codec = await readCodec(folder.path);
    expect(codec.cleanUp(codec.decode(ids))).toBe(decoded);
  });
});

describe("two files that name one token", () => {
  it.each(golden.precedence)("are read by transformers' precedence", async ({ config, map, mask, eos }) => {
    const { maskId, endId } = await codecOf({ "tokenizer_config.json": config, "special_tokens_map.json": map });
    expect({ maskId, endId }).toEqual({ maskId: mask, endId: eos });
  });
});

async function codecOf(files: Readonly<Record<string, object>>) {
  await using folder = await temporaryFolder();
  const bytes = await readFile(join(fixtures, "bytes", "tokenizer.json"));
  await writeFile(join(folder.path, "tokenizer.json"), bytes);
  for (const [name, value] of Object.entries(files)) await writeFile(join(folder.path, name), JSON.stringify(value));
  return await readCodec(folder.path);
}
