/** What devices say where they have no memory: sentences of ONNX Runtime, of drivers and of libraries, as they are in the wild. */
import { describe, expect, it } from "vitest";
import { isMemoryComplaint, memoryError, rowsOf } from "../../../src/runtime/onnx/memory.ts";

describe("a complaint about memory", () => {
  it.each([
    "Non-zero status code returned while running Conv node. Failed to allocate memory for requested buffer of size 1048576",
    "std::bad_alloc",
    "CUDA failure 2: out of memory ; GPU=0",
    "CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED",
    "CUDNN_STATUS_ALLOC_FAILED",
    "Failed to create GPU buffer: size=4294967296",
    "Buffer size (4294967300) exceeds the max buffer size limit (2147483648).",
    "Binding size (268435456) of [Buffer] is larger than the maximum storage buffer binding size (134217728).",
    "WebGPU validation failed. [Invalid Buffer (unlabeled)] is invalid.",
    "VK_ERROR_OUT_OF_DEVICE_MEMORY",
    "Exception(2) tid(5b4) 8007000E Für diesen Vorgang sind nicht genügend Speicherressourcen verfügbar.",
  ])("is %s", (message) => expect(isMemoryComplaint(new Error(message))).toBe(true));

  it.each([
    "WebGPU device lost (1): a valid external Instance reference no longer exists.",
    "Could not find an implementation for Foo(1) node",
    "CUDA error 700: an illegal memory access was encountered",
    "Protobuf parsing failed.",
  ])("is not %s", (message) => expect(isMemoryComplaint(new Error(message))).toBe(false));

  it("is known again once it was told to a person", () => {
    const told = memoryError("unet/model.onnx", "cuda", undefined, "to be loaded");
    expect(isMemoryComplaint(told)).toBe(true);
    expect(told.message).toMatch(/^unet\/model\.onnx needs more memory to be loaded than the device has left\./u);
  });
});

describe("rows that there is memory for", () => {
  const short = memoryError("unet/model.onnx", "cuda", undefined);

  it("are halved for who opens the graph within an hour, and for nobody later", () => {
    let now = 0;
    const opened = (asked: number) => rowsOf("memory.test.ts", undefined, asked, () => now);
    const rows = opened(16);
    rows.halve(short);
    rows.halve(short);
    expect([rows.count, opened(16).count, opened(2).count]).toEqual([4, 4, 2]);
    now = 3_600_000;
    expect(opened(16).count).toBe(16);
  });

  it("are what the graph fixes, one at least, and no other error is swallowed", () => {
    expect(() => rowsOf("fixed", 2, 8).halve(short)).toThrow(short);
    expect(() => rowsOf("alone", undefined, 1).halve(short)).toThrow(short);
    const other = new Error("device lost");
    expect(() => rowsOf("other", undefined, 8).halve(other)).toThrow(other);
  });
});
