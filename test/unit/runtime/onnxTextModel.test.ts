import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { OpenModelOptions } from "../../../src/runtime/loadedModel.ts";
import { openTextModel } from "../../../src/runtime/text/onnxTextModel.ts";
import { byteTokens, type ModelFixture, never, temporaryFolder, writeModel } from "./modelFixture.ts";
import { type ExtraInput, graphFile, type GraphNode, tableEntry } from "./onnxGraph.ts";

const cpu: OpenModelOptions = { device: "cpu", signal: never };

async function openFixture(fixture: ModelFixture, options: Partial<OpenModelOptions> = {}) {
  await using folder = await temporaryFolder();
  return await openTextModel(await writeModel(folder.path, fixture), { ...cpu, ...options });
}

const matrix = (name: string, type = 7): ExtraInput => ({ name, type, dimensions: ["batch", "length"] });
const row = (id: number) => Float32Array.from({ length: byteTokens }, (_, column) => tableEntry(id, column));

describe("a text model", () => {
  it("says what it is, and of what it was made", async () => {
    await using model = await openFixture({});
    expect(model).toMatchObject({ name: "tiny", drawTemperature: 0.8, endFill: true, device: { provider: "cpu" } });
    expect(model.denoiser.maxLength).toBe(16);
    expect(model.files.map(({ path }) => path)).toEqual(["config.json", "tokenizer.json", "onnx/model.onnx"]);
    expect(model.files.every(({ sha256 }) => /^[0-9a-f]{64}$/.test(sha256))).toBe(true);
    expect(model.usage).toEqual({ forwardPasses: 0, seconds: 0 });
  });

  it.each([1, 2, 8])("gives the logits of the asked places only, in batches of %i", async (chunk) => {
    await using model = await openFixture({}, { chunk });
    const tokens = [Int32Array.of(5, 6, 7), Int32Array.of(1, 1, 9), Int32Array.of(0, 2, 0)];
    const places = [Int32Array.of(2, 0), Int32Array.of(), Int32Array.of(1)];
    const [first, second, third] = await model.denoiser.logits(tokens, places, never);
    expect(first).toEqual(Float32Array.from([...row(7), ...row(5)]));
    expect(second).toHaveLength(0);
    expect(third).toEqual(row(2));
    expect(model.usage.forwardPasses).toBe(3);
    expect(model.usage.seconds).toBeGreaterThan(0);
  });

  it("leaves out columns that pad the vocabulary, if config.json knows of them", async () => {
    await using folder = await temporaryFolder();
    const path = await writeModel(folder.path, { graph: { rows: 320, columns: 320 } });
    await expect(openTextModel(path, cpu)).rejects.toMatchObject({ code: "model-signature" });
    await writeFile(join(path, "config.json"), JSON.stringify({ vocab_size: 320, eos_token_id: 0 }));
    await using model = await openTextModel(path, cpu);
    const [logits] = await model.denoiser.logits([Int32Array.of(3)], [Int32Array.of(0)], never);
    expect(logits).toEqual(row(3));
  });

  it("feeds masks and token types where the graph asks for them, and zeros for a time that is ignored", async () => {
    const extra = [
      matrix("attention_mask"),
      matrix("token_type_ids"),
      { name: "sigma", type: 1, dimensions: ["batch"] },
    ];
    await using folder = await temporaryFolder();
    const path = await writeModel(folder.path, { graph: { extra } });
    await expect(openTextModel(path, cpu)).rejects.toMatchObject({
      code: "model-signature",
      message: expect.stringContaining('"time_conditioning": false') as string,
    });
    await writeFile(join(path, "config.json"), JSON.stringify({ time_conditioning: false }));
    await using model = await openTextModel(path, cpu);
    const [logits] = await model.denoiser.logits([Int32Array.of(3)], [Int32Array.of(0)], never);
    expect(logits).toEqual(row(3));
  });

  it("fills up a graph of fixed size when attention can leave the filling out, and refuses otherwise", async () => {
    const fixed = { batch: 4, length: 8 };
    const tokens = [Int32Array.of(5, 6, 7), Int32Array.of(1, 1, 9)];
    const places = [Int32Array.of(2), Int32Array.of(2)];
    const extra = [{ name: "attention_mask", type: 7, dimensions: [4, 8] }];
    await using masked = await openFixture({ graph: { ...fixed, extra } });
    expect(masked.denoiser.maxLength).toBe(8);
    expect(await masked.denoiser.logits(tokens, places, never)).toEqual([row(7), row(9)]);
    await using bare = await openFixture({ graph: fixed });
    await expect(bare.denoiser.logits(tokens, places, never)).rejects.toThrow(/takes exactly 8/);
  });

  it("refuses more tokens than the model has places for", async () => {
    await using model = await openFixture({});
    const tooLong = model.denoiser.logits([new Int32Array(17)], [Int32Array.of(0)], never);
    await expect(tooLong).rejects.toThrow(/17 tokens, and takes at most 16/);
  });

  it("stops between two chunks, and lets other events through there", async () => {
    await using model = await openFixture({}, { chunk: 1 });
    const controller = new AbortController();
    const many = Array.from({ length: 1000 }, () => new Int32Array(16));
    const run = model.denoiser.logits(many, many, controller.signal);
    setTimeout(() => controller.abort(), 1);
    await expect(run).rejects.toMatchObject({ name: "AbortError" });
    expect(model.usage.forwardPasses).toBeGreaterThan(0);
    expect(model.usage.forwardPasses).toBeLessThan(1000);
  });

  it("does not open when it was stopped before", async () => {
    const opened = openFixture({}, { signal: AbortSignal.abort() });
    await expect(opened).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("a batch of texts for which there is no memory", () => {
  /** logits = table[ids], and far more memory than any machine has for each sequence after the first `fits`. */
  function hungry(fits: number): Uint8Array {
    const node = (operator: string, inputs: string[], output: string, attributes: GraphNode["attributes"] = {}) => ({
      ...{ operator, inputs, output, attributes },
    });
    const whole = (value: number) => ({ dimensions: [1], data: BigInt64Array.of(BigInt(value)) });
    return graphFile({
      nodes: [
        node("Gather", ["table", "input_ids"], "own"),
        node("Shape", ["input_ids"], "rows", { start: 0, end: 1 }),
        node("Sub", ["rows", "fits"], "over"),
        node("Max", ["over", "none"], "hungry"),
        node("Mul", ["hungry", "floats"], "eaten"),
        node("Add", ["eaten", "one"], "length"),
        node("ConstantOfShape", ["length"], "zeros"),
        node("ReduceSum", ["zeros"], "zero"),
        node("Add", ["own", "zero"], "logits"),
      ],
      inputs: [{ name: "input_ids", type: "int64", dimensions: ["batch", "length"] }],
      outputs: [{ name: "logits", type: "float32", dimensions: ["batch", "length", byteTokens] }],
      constants: {
        table: {
          dimensions: [byteTokens, byteTokens],
          data: Float32Array.from(Array.from({ length: byteTokens }, (_, id) => [...row(id)]).flat()),
        },
        ...{ fits: whole(fits), none: whole(0), floats: whole(2 ** 48), one: whole(1) },
      },
    });
  }
  const asked = [4, 5, 6, 7, 8, 9, 10];
  const logits = (model: Awaited<ReturnType<typeof openFixture>>): Promise<Float32Array[]> =>
    model.denoiser.logits(
      asked.map((id) => Int32Array.of(id)),
      asked.map(() => Int32Array.of(0)),
      never,
    );

  it("is halved until it fits, and changes nothing", async () => {
    await using model = await openFixture({ graph: hungry(2) }, { chunk: 7 });
    expect(await logits(model)).toEqual(asked.map(row));
    expect(model.usage.forwardPasses).toBe(7);
  });

  it("of one text is an error that says what to do", async () => {
    await using model = await openFixture({ graph: hungry(1) }, { chunk: 1 });
    expect(await logits(model)).toEqual(asked.map(row));
    await expect(openFixture({ graph: hungry(0) }, { chunk: 4 })).rejects.toMatchObject({
      code: "device-unavailable",
      message: expect.stringMatching(
        /needs more memory for a single run than this machine has left\. Close/u,
      ) as string,
    });
  });
});

describe("a model that cannot be used is refused with the reason", () => {
  it.each<[string, ModelFixture, string, RegExp]>([
    ["a corrupt graph", { graph: Buffer.from("not a graph at all") }, "model-corrupt", /cannot load .*model\.onnx/],
    ["an empty graph", { graph: new Uint8Array() }, "model-corrupt", /cannot load .*model\.onnx/],
    ["an unknown operator", { graph: { operator: "Divine" } }, "model-corrupt", /Divine.*newer ONNX Runtime/],
    [
      "no input_ids",
      { graph: { input: "pixels" } },
      "model-signature",
      /no input input_ids\. Found inputs pixels \(int64/,
    ],
    [
      "a mask of another type",
      { graph: { extra: [matrix("attention_mask", 11)] } },
      "model-signature",
      /attention_mask is float64 \[batch, length\], not int64 or int32 or bool/,
    ],
    ["no logits", { graph: { output: "score" } }, "model-signature", /no output logits.*outputs score \(float32/],
    [
      "an input nobody knows",
      { graph: { extra: [matrix("pixel_values", 1)] } },
      "model-signature",
      /asks for pixel_values/,
    ],
    [
      "a fixed number of places",
      { graph: { extra: [{ name: "places", type: 7, dimensions: ["batch", 4] }] } },
      "model-signature",
      /places \(int64 \[batch, 4\]\) fixes how many there are/,
    ],
    [
      "logits of other places than those asked for",
      { graph: { extra: [matrix("places")] } },
      "model-signature",
      /gave logits \[1, 8, 264\]/,
    ],
    [
      "too few columns",
      { graph: { columns: 100 } },
      "model-signature",
      /predicts 100 tokens and tokenizer.json has 264/,
    ],
    ["too few rows", { graph: { rows: 1 } }, "model-signature", /loads, but fails/],
    ["no mask token", { tokenizer: "maskless" }, "model-tokenizer", /no mask token/],
  ])("%s", async (_, fixture, code, message) => {
    const opened = openFixture(fixture);
    await expect(opened).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
  });

  it("a folder that is not there, or half there", async () => {
    await using folder = await temporaryFolder();
    await expect(openTextModel(join(folder.path, "gone"), cpu)).rejects.toMatchObject({ code: "model-missing" });
    const path = await writeModel(folder.path);
    await rm(join(path, "onnx"), { recursive: true });
    await expect(openTextModel(path, cpu)).rejects.toMatchObject({ code: "model-incomplete" });
  });

  it("weights beside the graph that are missing or cut short", async () => {
    await using folder = await temporaryFolder();
    const path = await writeModel(folder.path, { graph: { weights: "model.onnx_data" } });
    await expect(openTextModel(path, cpu)).rejects.toThrow(/lacks onnx\/model\.onnx_data, where onnx\/model\.onnx/);
    await writeFile(join(path, "onnx", "model.onnx_data"), new Uint8Array(100));
    await expect(openTextModel(path, cpu)).rejects.toMatchObject({ code: "model-corrupt" });
    await writeFile(join(path, "onnx", "model.onnx_data"), new Uint8Array(4 * byteTokens ** 2));
    await using model = await openTextModel(path, cpu);
    expect(model.files.map((file) => file.path)).toContain("onnx/model.onnx_data");
  });
});
