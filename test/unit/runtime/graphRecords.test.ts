import { truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readGraphRecords } from "../../../src/runtime/onnx/graphRecords.ts";
import { openSession } from "../../../src/runtime/onnx/session.ts";
import { temporaryFolder } from "./modelFixture.ts";
import { graphFile } from "./onnxGraph.ts";

describe("weights of four bits", () => {
  it("are told by what multiplies them, and run on the CPU", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "model_q4.onnx");
    const graph = graphFile({
      inputs: [{ name: "x", type: "float32", dimensions: [1, 16] }],
      outputs: [{ name: "y", type: "float32", dimensions: [1, 1] }],
      constants: {
        // A nibble of 9 is 1: they are counted from 8.
        packed: { dimensions: [1, 1, 8], data: new Uint8Array(8).fill(0x99) },
        scales: { dimensions: [1], data: Float32Array.of(0.5) },
      },
      nodes: [
        {
          operator: "MatMulNBits",
          inputs: ["x", "packed", "scales"],
          output: "y",
          attributes: { K: 16, N: 1, bits: 4, block_size: 16 },
          domain: "com.microsoft",
        },
      ],
    });
    await writeFile(file, graph);
    const { precision, extraOperators } = readGraphRecords(file)!;
    expect([precision, extraOperators]).toEqual(["4-bit", ["MatMulNBits"]]);
    await using session = await openSession(file, { provider: "cpu", bytes: 0 });
    const values = await session.run({ x: { data: new Float32Array(16).fill(3), dimensions: [1, 16] } }, "y");
    expect(values.data[0]).toBeCloseTo(24, 4);
  });
});

describe("activations that are quantised as the graph runs", () => {
  it("are told, since all rows of a batch have one scale", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "model_quantized.onnx");
    const port = { name: "x", type: "float32", dimensions: ["batch", 4] } as const;
    const node = (operator: string) => ({ operator, inputs: ["x"], output: "y" });
    for (const operator of ["DynamicQuantizeLinear", "QuantizeLinear"]) {
      await writeFile(file, graphFile({ inputs: [port], outputs: [{ ...port, name: "y" }], nodes: [node(operator)] }));
      expect(readGraphRecords(file)!.mixesRows).toBe(operator.startsWith("Dynamic"));
    }
  });
});

describe("a file that is no graph", () => {
  it("is not looked through to its end, whatever it is made of", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "model.onnx");
    // Of nothing: these bytes take no room on the disk. Of numbers, each as short as can be.
    await writeFile(file, "");
    await truncate(file, 2 ** 33);
    expect(readGraphRecords(file)).toBeUndefined();
    await writeFile(file, Buffer.alloc(12_000_000, Buffer.of(8, 0)));
    expect(readGraphRecords(file)).toBeUndefined();
  });
});

describe("an operator that is not here", () => {
  it.each([
    ["NhwcConv", /has the operator NhwcConv, which ONNX Runtime has for other devices and not for cpu/],
    [
      "DynamicDispatch",
      /has the operator .*DynamicDispatch, which ONNX Runtime .* does not know.*its maker's own program/,
    ],
  ])("is named, with what to do: %s", async (operator, sentence) => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "model.onnx");
    const graph = graphFile({
      inputs: [{ name: "x", type: "float32", dimensions: [1, 4, 4, 8] }],
      outputs: [{ name: "y", type: "float32", dimensions: [1, 4, 4, 8] }],
      constants: { w: { dimensions: [8, 1, 1, 8], data: new Float32Array(64) } },
      nodes: [{ operator, inputs: ["x", "w"], output: "y", domain: "com.microsoft" }],
    });
    await writeFile(file, graph);
    await expect(openSession(file, { provider: "cpu", bytes: 0 })).rejects.toThrow(sentence);
  });
});
