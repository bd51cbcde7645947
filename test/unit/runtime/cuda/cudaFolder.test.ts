import { resolve } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { loadComplaint, namedCudaFolder } from "../../../../src/runtime/cuda/cudaFolder.ts";

describe("the folder of CUDA's libraries that a terminal names", () => {
  const before = process.env["FK_STEERING_CUDA_FOLDER"];
  afterEach(() => {
    if (before === undefined) delete process.env["FK_STEERING_CUDA_FOLDER"];
    else process.env["FK_STEERING_CUDA_FOLDER"] = before;
  });

  it("is meant from where the command is given, since links to it lie elsewhere", () => {
    process.env["FK_STEERING_CUDA_FOLDER"] = ".venv/lib";
    expect(namedCudaFolder()).toBe(resolve(".venv/lib"));
    process.env["FK_STEERING_CUDA_FOLDER"] = "";
    expect(namedCudaFolder()).toBeUndefined();
  });
});

describe("what ONNX Runtime's log says of a provider that does not load", () => {
  it("is told with the library and the reason, wherever it lies", () => {
    const log = `[E:onnxruntime] Failed to load library /home/a/.config/Code - Insiders/links/libonnxruntime_providers_cuda.so with error: libcudnn.so.9: cannot open shared object file`;
    expect(loadComplaint(log)).toBe(
      "libonnxruntime_providers_cuda.so cannot be loaded (libcudnn.so.9: cannot open shared object file): put one that this system can load in its place",
    );
    expect(loadComplaint("all is well")).toBeUndefined();
  });
});
