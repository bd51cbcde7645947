import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cudaLibraries } from "../../../../src/runtime/cuda/cudaLibraries.ts";
import { type CudaSystem, thisSystem } from "../../../../src/runtime/cuda/cudaSystem.ts";
import { readLibrary } from "../../../../src/runtime/cuda/sharedLibrary.ts";
import { runtimeLibraries } from "../../../../src/runtime/onnx/onnxRuntime.ts";
import { useFolder } from "../../../support/useFolder.ts";
import { elfFile, pipLayout, writeLibraries } from "./elfFile.ts";

const folder = useFolder({ emptied: true });
const system: CudaSystem = {
  arch: "x64",
  libraries: new Map(["libc.so.6", "libcuda.so.1"].map((name) => [name, `/usr/lib/${name}`])),
  driver: "550.54.14",
};
const faultOf = (named: string = folder, here: CudaSystem = system): string | undefined =>
  cudaLibraries(named, "1.30.0", here).fault;
const [cublas, cudnn] = ["nvidia/cublas/lib/libcublas.so.12", "nvidia/cudnn/lib/libcudnn.so.9"] as const;

describe("a folder with all that the CUDA provider needs", () => {
  it("has no fault, and gives the provider, what it needs, and what that loads by name while it runs", async () => {
    await writeLibraries(folder, { ...pipLayout, "torch/lib/libtorch.so": ["libnowhere.so"] });
    const found = cudaLibraries(folder, "1.30.0", system);
    expect(found.fault).toBeUndefined();
    const files = found.fault === undefined ? found.files : new Map<string, string>();
    expect([...files.keys()].toSorted()).toEqual(
      Object.keys(pipLayout)
        .map((path) => path.split("/").at(-1)!)
        .toSorted(),
    );
    expect(files.get("libcublas.so.12")).toBe(join(folder, cublas));
  });

  it("need not have what the system has, and may lead elsewhere by links", async () => {
    await writeLibraries(join(folder, "there"), pipLayout);
    await mkdir(join(folder, "here"));
    await symlink(join(folder, "there", "onnxruntime"), join(folder, "here", "onnxruntime"));
    const nvidia = Object.keys(pipLayout).map((path) => path.split("/").at(-1)!);
    const libraries = new Map([...system.libraries!, ...nvidia.map((name) => [name, `/usr/lib/${name}`] as const)]);
    expect(faultOf(join(folder, "here"), { ...system, libraries })).toBeUndefined();
  });
});

describe("a folder for CUDA's libraries tells the first that is wrong, and the next step", () => {
  it("where it is none", async () => {
    expect(faultOf(join(folder, "none"))).toBe(
      `${join(folder, "none")}, which is named for CUDA's libraries, cannot be used: there is no such file or folder`,
    );
    await writeFile(join(folder, "file"), "");
    expect(faultOf(join(folder, "file"))).toMatch(/a part of its path is a file, not a folder$/u);
  });

  it("where the provider is not in it, or is another ONNX Runtime's", async () => {
    expect(faultOf()).toBe(
      `libonnxruntime_providers_shared.so is not in ${folder}, nor up to 3 folders deeper: add ONNX Runtime 1.30.0's CUDA provider (onnxruntime-gpu 1.30.0)`,
    );
    await writeLibraries(folder, pipLayout);
    await mkdir(join(folder, "onnxruntime_gpu-1.20.1.dist-info"));
    expect(faultOf()).toBe(
      `the CUDA provider in ${folder} is ONNX Runtime 1.20.1's (onnxruntime_gpu-1.20.1.dist-info), and this is ONNX Runtime 1.30.0: take that of onnxruntime-gpu 1.30.0`,
    );
  });

  it("where a library is missing, or is there in another major version", async () => {
    await writeLibraries(folder, pipLayout);
    await rm(join(folder, cudnn));
    expect(faultOf()).toBe(
      `libcudnn.so.9 (cuDNN), which libonnxruntime_providers_cuda.so needs, is neither in ${folder} nor known to the system: add it to the folder`,
    );
    await rm(join(folder, cublas));
    await writeLibraries(folder, { "nvidia/cublas/lib/libcublas.so.11": [] });
    expect(faultOf()).toBe(
      `libcublas.so.12 (cuBLAS of CUDA 12), which libonnxruntime_providers_cuda.so needs, is neither in ${folder} nor known to the system; libcudnn.so.9 is missing, too; what is there is libcublas.so.11, of another version: add them to the folder`,
    );
  });

  it("where a library that another needs is missing", async () => {
    await writeLibraries(folder, { ...pipLayout, [cudnn]: ["libnvJitLink.so.12"] });
    expect(faultOf()).toMatch(/^libnvJitLink\.so\.12 \(CUDA's linker of CUDA 12\), which libcudnn\.so\.9 needs, is /u);
    // A machine whose list of libraries cannot be read: what is not NVIDIA's may be there.
    expect(faultOf(folder, { ...system, libraries: undefined })).toMatch(/^libnvJitLink/u);
    await writeLibraries(folder, { [cudnn]: ["libz.so.1"] });
    expect(faultOf(folder, { ...system, libraries: undefined })).toBeUndefined();
    expect(faultOf()).toMatch(/^libz\.so\.1, which libcudnn\.so\.9 needs, is neither/u);
  });

  it("where a library is none, is cut off, or is another processor's", async () => {
    const path = join(folder, cublas);
    await writeLibraries(folder, { ...pipLayout, [cublas]: Buffer.from("<html>404</html>") });
    expect(faultOf()).toBe(`${path} is no library of Linux: put an undamaged one in its place`);
    await writeLibraries(folder, { [cublas]: elfFile(["libc.so.6"]).subarray(0, 200) });
    expect(faultOf()).toContain("is no library of Linux");
    await writeLibraries(folder, { [cublas]: elfFile([], "arm64") });
    expect(faultOf()).toBe(
      `${path} is made for another processor (arm64), and this one is x64: put one for x64 in its place`,
    );
  });

  it("where the driver is missing, or too old for that CUDA", async () => {
    await writeLibraries(folder, pipLayout);
    const libraries = new Map([["libc.so.6", "/lib/libc.so.6"]]);
    expect(faultOf(folder, { ...system, libraries })).toBe(
      "libcuda.so.1, NVIDIA's driver, is not known to the system: install the driver of this machine's card",
    );
    expect(faultOf(folder, { ...system, driver: "470.82.01" })).toBe(
      "NVIDIA's driver is 470.82.01, and CUDA 12 needs 525.60.13 or newer: install a newer driver",
    );
    for (const driver of ["525.60.13", "525.85", "580.1", undefined])
      expect(faultOf(folder, { ...system, driver }), driver).toBeUndefined();
  });
});

describe.skipIf(process.platform !== "linux")("real libraries of Linux", () => {
  it("tell their processor and what they need", () => {
    const binding = readLibrary(join(runtimeLibraries(), "onnxruntime_binding.node"));
    expect(binding?.arch).toBe(process.arch);
    expect(binding?.needs).toContain("libonnxruntime.so.1");
    expect(binding?.needs).toContain("libc.so.6");
    expect(readLibrary(import.meta.filename)).toBeUndefined();
    expect(readLibrary("/nowhere")).toBeUndefined();
  });

  it("are known to the loader of this machine, those of the environment before them", async () => {
    const { libraries } = thisSystem({});
    for (const need of readLibrary(join(runtimeLibraries(), "libonnxruntime.so.1"))!.needs)
      expect(libraries?.get(need) ?? need, need).toMatch(/^\/|^ld-linux/u);
    await writeFile(join(folder, "libc.so.6"), "");
    expect(thisSystem({ LD_LIBRARY_PATH: `/none:${folder}` }).libraries?.get("libc.so.6")).toBe(
      join(folder, "libc.so.6"),
    );
  });
});
