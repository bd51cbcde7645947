/** The embedded model, against PyTorch's logits and the Rust tokenizer's ids (written by training/text/export.py). */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTextModel } from "../../src/runtime/text/onnxTextModel.ts";
import type { TextModel } from "../../src/runtime/text/textModel.ts";
import { never, stories } from "../unit/runtime/modelFixture.ts";

interface Golden {
  /** Ids whose logits are given. */
  readonly vocabulary: readonly number[];
  readonly cases: readonly {
    readonly ids: readonly number[];
    readonly places: readonly number[];
    /** [place][vocabulary] */
    readonly logits: readonly (readonly number[])[];
    /** [place][rank] → [id, logit], largest first */
    readonly top: readonly (readonly (readonly [number, number])[])[];
  }[];
  /** Ids with special tokens around them. */
  readonly tokens: readonly { readonly text: string; readonly ids: readonly number[] }[];
}

const file = fileURLToPath(new URL("stories-logits.json", import.meta.url));
/** PyTorch and ONNX Runtime both compute in float32. */
const tolerance = 1e-4;

describe("the embedded model", () => {
  let golden: Golden;
  let model: TextModel;

  beforeAll(async () => {
    golden = JSON.parse(await readFile(file, "utf8")) as Golden;
    model = await openTextModel(stories, { device: "cpu", signal: never });
  });
  afterAll(async () => model[Symbol.asyncDispose]());

  it("gives PyTorch's logits to 1e-4, alone and at every place asked", async () => {
    for (const { ids, places, logits, top } of golden.cases) {
      const [found] = await model.denoiser.logits([Int32Array.from(ids)], [Int32Array.from(places)], never);
      const at = (row: number, id: number) => found?.[row * model.codec.vocabularySize + id] ?? Number.NaN;
      const differences = places.flatMap((_, row) => [
        ...golden.vocabulary.map((id, column) => Math.abs(at(row, id) - (logits[row]?.[column] ?? Number.NaN))),
        ...(top[row] ?? []).map(([id, value]) => Math.abs(at(row, id) - value)),
      ]);
      expect(Math.max(...differences)).toBeLessThan(tolerance);
    }
  });

  it("gives a sequence the same logits to the bit in any batch", async () => {
    const [{ ids, places } = { ids: [], places: [] }] = golden.cases.filter((one) => one.ids.length === 96);
    const tokens = Array.from({ length: 5 }, (_, i) =>
      Int32Array.from(ids, (id, place) => (place === i + 1 ? 300 + i : id)),
    );
    const asked = tokens.map(() => Int32Array.from(places));
    const alone = await model.denoiser.logits(tokens, asked, never);
    await using batched = await openTextModel(stories, { device: "cpu", signal: never, chunk: 4 });
    expect(await batched.denoiser.logits(tokens, asked, never)).toEqual(alone);
  });

  it("gives a place the same logits to the bit, whatever else is asked for, and in any batch", async () => {
    const texts = golden.cases.filter(({ ids }) => ids.length === 96).map(({ ids }) => Int32Array.from(ids));
    const tokens = Array.from({ length: 11 }, (_, i) =>
      texts[0]!.map((id, place) => (place % 11 === i ? 300 + i : id)),
    );
    const every = Int32Array.from({ length: 96 }, (_, place) => place);
    const whole = await model.denoiser.logits(
      tokens,
      tokens.map(() => every),
      never,
    );
    // From none to twenty places, out of order, so that rows of a run are filled up.
    const asked = tokens.map((_, i) => Int32Array.from({ length: 2 * i }, (__, j) => (7 * i + 29 * j) % 96));
    asked[1] = Int32Array.of(5);
    const width = model.codec.vocabularySize;
    const wanted = asked.map((places, i) =>
      Float32Array.from([...places].flatMap((place) => [...whole[i]!.subarray(place * width, (place + 1) * width)])),
    );
    for (const chunk of [1, 2, 3, 8, 11]) {
      await using chunked = await openTextModel(stories, { device: "cpu", signal: never, chunk });
      expect(await chunked.denoiser.logits(tokens, asked, never)).toEqual(wanted);
    }
  });

  it("cuts texts as the Rust library does, but takes special tokens for letters", () => {
    const { codec } = model;
    for (const { text, ids } of golden.tokens) {
      const found = codec.encode(text);
      if (text.includes("<|")) expect(found).not.toContain(codec.maskId);
      else expect([...codec.leadIds, ...found, ...codec.trailIds]).toEqual(ids);
      expect(codec.decode(found)).toBe(text);
      expect(found).not.toContain(codec.endId);
    }
  });

  it("is what the extension takes it for", () => {
    expect(model).toMatchObject({ name: "stories", endFill: true, codec: { maskId: 1, endId: 0, bannedIds: [1] } });
    expect(model.denoiser.maxLength).toBeGreaterThanOrEqual(64);
    expect(model.drawTemperature).toBeGreaterThan(0);
  });
});
