/** Graphs with weights of four bits, beside the same weights unpacked into floats (written by training/fixtures/four_bits.py). */
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PrecisionName } from "../../src/protocol/runFields.ts";
import { openImageModel } from "../../src/runtime/image/openImageModel.ts";
import { openTextModel } from "../../src/runtime/text/onnxTextModel.ts";
import { fixtures, never, type TemporaryFolder, temporaryFolder } from "../unit/runtime/modelFixture.ts";
import { furthest } from "./pipelineCases.ts";

const graphs = join(fixtures, "../fourBits");

describe("a graph with weights of four bits", () => {
  let folder: TemporaryFolder;
  beforeAll(async () => void (folder = await temporaryFolder()));
  afterAll(() => folder[Symbol.asyncDispose]());

  /** The fixture, with its weights unpacked in `model.onnx` and as they are in `model_q4.onnx`. */
  async function withBits(model: string, part: string, name: string): Promise<string> {
    const path = join(folder.path, model);
    await cp(join(fixtures, model), path, { recursive: true });
    await cp(join(graphs, `${name}_unpacked.onnx`), join(path, part, "model.onnx"));
    await cp(join(graphs, `${name}_q4.onnx`), join(path, part, "model_q4.onnx"));
    return path;
  }

  it("paints as its unpacked weights do, and not as those that it was made from", async () => {
    const path = await withBits("tiny-sd", "unet", "unet");
    const predicted = async (from: string, precision: PrecisionName): Promise<Float32Array> => {
      await using model = await openImageModel(from, { device: "cpu", signal: never, precision });
      expect(model.device.execution?.precision).toBe(precision === "q4" ? "4-bit" : "float32");
      const network = model.network(5, () => {});
      const { channels, height, width } = network.shape;
      const noise = Float32Array.from({ length: channels * height * width }, (_, i) => Math.sin(7 * i));
      const [found] = await network.predict([noise], [{ prompt: "a red car", negativePrompt: "" }], 500, never);
      return found!;
    };
    const [packed, unpacked] = [await predicted(path, "q4"), await predicted(path, "fp32")];
    expect(furthest(packed, unpacked)).toBeLessThan(1e-4);
    expect(furthest(packed, await predicted(join(fixtures, "tiny-sd"), "fp32"))).toBeGreaterThan(1e-3);
  });

  it("writes as its unpacked weights do, and not as those that it was made from", async () => {
    const path = await withBits("text-roberta", "onnx", "text");
    const logitsOf = async (from: string, precision: PrecisionName): Promise<Float32Array> => {
      await using model = await openTextModel(from, { device: "cpu", signal: never, precision });
      const tokens = Int32Array.from({ length: 12 }, (_, i) => (i % 3 === 0 ? model.codec.maskId : 5 + i));
      const [found] = await model.denoiser.logits([tokens], [Int32Array.from([0, 3, 6])], never);
      return found!;
    };
    const [packed, unpacked] = [await logitsOf(path, "q4"), await logitsOf(path, "fp32")];
    expect(furthest(packed, unpacked)).toBeLessThan(1e-4);
    expect(furthest(packed, await logitsOf(join(fixtures, "text-roberta"), "fp32"))).toBeGreaterThan(1e-3);
  });
});
