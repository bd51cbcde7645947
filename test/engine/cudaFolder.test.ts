/** The folder of CUDA's libraries, with the real ONNX Runtime: what is missing is named, and what is there is what it loads. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { DeviceChecks } from "../../src/protocol/devices.ts";
import { runtimeVersion } from "../../src/runtime/onnx/onnxRuntime.ts";
import { hasCompiler } from "../support/hasCompiler.ts";
import { type Ended, steerIn } from "../support/steerCommand.ts";
import { useFolder } from "../support/useFolder.ts";
import { writeModel } from "../unit/runtime/modelFixture.ts";
import { normGraph } from "../unit/runtime/normGraph.ts";
import { pipLayout, writeLibraries } from "../unit/runtime/cuda/elfFile.ts";

const folder = useFolder();
const cache = join(folder, "cache");
beforeAll(() => writeModel(folder, { name: "text", graph: normGraph({ precision: "float32" }) }));

/** Before a machine that seems to have a GPU. */
function steer(cuda: string, args: readonly string[], libraries = ""): Promise<Ended> {
  return steerIn(
    {
      ...{ FK_STEERING_CUDA_FOLDER: cuda, XDG_CACHE_HOME: cache, LD_LIBRARY_PATH: libraries },
      VK_ICD_FILENAMES: join(folder, "none.json"),
    },
    folder,
    ...args,
  );
}

async function saidOfCuda(cuda: string, libraries?: string): Promise<string | undefined> {
  const { code, stdout, stderr } = await steer(cuda, ["devices", "--model", "./text", "--json"], libraries);
  expect(code, stderr).toBe(0);
  const { devices, taken } = JSON.parse(stdout) as DeviceChecks;
  expect(taken).toBe("cpu");
  return devices.find(({ device }) => device === "cuda")?.reason;
}

describe.skipIf(process.platform !== "linux" || process.arch !== "x64")("a folder of CUDA's libraries", () => {
  it("is told in one sentence where it lacks the provider, and a run that asked for CUDA is refused with that", async () => {
    const reason = `libonnxruntime_providers_shared.so is not in ${folder}, nor up to 3 folders deeper: add ONNX Runtime ${runtimeVersion()}'s CUDA provider (onnxruntime-gpu ${runtimeVersion()})`;
    expect(await saidOfCuda(folder)).toBe(reason);
    const { code, stderr } = await steer(folder, [
      "run",
      "--model",
      "./text",
      "--reward",
      "length",
      "--device",
      "cuda",
    ]);
    expect(code).not.toBe(0);
    expect(stderr).toBe(
      `fk-steer: --device cuda cannot be used: ${reason}. Choose --device auto or --device cpu, or make cuda available and try again.\n`,
    );
  });

  it("is told where the driver is missing", async () => {
    const whole = join(folder, "whole");
    await writeLibraries(whole, pipLayout);
    // A machine with a card has one.
    expect(await saidOfCuda(whole)).toMatch(
      /^libcuda\.so\.1, NVIDIA's driver, is not known to the system: |^its process died/u,
    );
  });

  describe.skipIf(!hasCompiler())("of which all that can be told is right", () => {
    const made = join(folder, "made");
    const system = join(folder, "system");
    beforeAll(async () => {
      await writeLibraries(system, { "libcuda.so.1": [] });
      await writeLibraries(made, { "sub/notes.so": [] });
      compile(made, "libcudart.so.12", "int cudart(void) { return 12; }");
      compile(
        made,
        "libonnxruntime_providers_shared.so",
        "void Provider_SetHost(void *host) {} void *Provider_GetHost(void) { return 0; }",
      );
      compile(
        made,
        "libonnxruntime_providers_cuda.so",
        "extern int cudart(void); int no_provider(void) { return cudart(); }",
        ...["-L.", "-l:libcudart.so.12"],
      );
    });

    it("is what ONNX Runtime loads: NVIDIA's library is found, and what is no provider is named", async () => {
      // Its dynamic section names libcudart.so.12, which lies on no path of the loader's.
      expect(await saidOfCuda(made, system)).toBe(
        "libonnxruntime_providers_cuda.so is no provider of ONNX Runtime's (it has no GetProvider): put that of onnxruntime-gpu in its place",
      );
    });

    it("names the library of NVIDIA's that the system refuses, and why", async () => {
      const refused = join(folder, "refused");
      await writeLibraries(refused, { "libcudart.so.12": ["libc.so.6"] });
      for (const name of ["libonnxruntime_providers_shared.so", "libonnxruntime_providers_cuda.so"])
        execFileSync("cp", [join(made, name), refused]);
      expect(await saidOfCuda(refused, system)).toMatch(
        /^libcudart\.so\.12 cannot be loaded \(.*\): put one that this system can load in its place/u,
      );
    });
  });
});

function compile(cwd: string, name: string, code: string, ...more: readonly string[]): void {
  execFileSync("cc", ["-shared", "-fPIC", `-Wl,-soname,${name}`, "-o", name, "-x", "c", "-", "-x", "none", ...more], {
    cwd,
    input: code,
  });
}
