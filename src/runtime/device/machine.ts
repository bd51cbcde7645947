/** What this machine could run models on, as far as it can be told without trying: nothing is run on a device. */
import { existsSync, readdirSync } from "node:fs";
import { release } from "node:os";
import { join } from "node:path";
import { linkCuda } from "../cuda/cudaFolder.ts";
import { loadRuntime, runtimeLibraries, runtimeVersion } from "../onnx/onnxRuntime.ts";
import { type DeviceMemory, deviceMemory } from "./deviceMemory.ts";
import { driverSigns, namedDriversFault } from "./linuxDrivers.ts";
import { windowsDriverSigns } from "./windowsDrivers.ts";
import type { Provider } from "../onnx/provider.ts";

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** Providers in this build of ONNX Runtime; of some only the hook is there and the library has to be added. */
  readonly shipped: readonly { readonly name: string; readonly bundled: boolean }[];
  /** Folder of ONNX Runtime's native libraries. */
  readonly libraries: string;
  /** Signs of a GPU on Linux: device files, or a Vulkan driver named in the environment. */
  readonly gpuSigns: readonly string[];
  /** What can be known of the drivers: what was measured holds for these alone. */
  readonly drivers: readonly string[];
  /** Why Vulkan has no driver here, where that is plain. */
  readonly driverFault?: string | undefined;
  /** The folder that a person named for CUDA's libraries, and why they cannot be used; undefined: none is named. */
  readonly cuda?: { readonly fault: string | undefined } | undefined;
  readonly memory?: DeviceMemory;
}

export interface Candidate {
  readonly provider: Provider;
  /** Why it need not be tried; undefined: try it. */
  readonly impossible: string | undefined;
}

/** Best first; `cpu` is always there and last. */
const byPlatform: Readonly<Partial<Record<NodeJS.Platform, readonly Provider[]>>> = {
  linux: ["cuda", "webgpu"],
  darwin: ["coreml", "webgpu"],
  win32: ["cuda", "dml", "webgpu"],
};

export async function thisMachine(): Promise<Machine> {
  const { platform, arch } = process;
  const { listSupportedBackends } = await loadRuntime();
  const isLinux = platform === "linux";
  const cuda = linkCuda(runtimeVersion());
  return {
    platform,
    arch,
    shipped: listSupportedBackends(),
    libraries: runtimeLibraries(),
    gpuSigns: isLinux ? linuxGpuSigns() : [],
    drivers: [...(isLinux ? driverSigns() : [release()]), ...windowsDriverSigns(), ...(cuda?.signs ?? [])],
    cuda,
    memory: await (memoryHere ??= deviceMemory()),
    driverFault: isLinux ? namedDriversFault() : undefined,
  };
}

/** Asked once: it does not change, and asking starts a process on some machines. */
let memoryHere: Promise<DeviceMemory> | undefined;

/** Every provider that the platform has, and for each whether it is worth trying with graphs of so many bytes, their weights among them. */
export function candidates(machine: Machine, bytes: number): Candidate[] {
  const others = byPlatform[machine.platform] ?? [];
  return [
    ...others.map((provider) => ({
      provider,
      impossible: obstacle(provider, machine) ?? lackOfMemory(provider, machine, bytes),
    })),
    { provider: "cpu", impossible: undefined },
  ];
}

function obstacle(provider: Provider, machine: Machine): string | undefined {
  const { platform, arch, shipped, libraries, gpuSigns, driverFault, cuda } = machine;
  const build = shipped.find(({ name }) => name === provider);
  if (build === undefined) return `ONNX Runtime for ${platform} ${arch} comes without ${provider}`;
  if (provider === "cuda" && cuda !== undefined) {
    if (cuda.fault !== undefined) return cuda.fault;
  } else if (provider === "cuda") {
    const library = platform === "win32" ? "onnxruntime_providers_cuda.dll" : "libonnxruntime_providers_cuda.so";
    if (!existsSync(join(libraries, library))) {
      const named =
        platform === "linux"
          ? ", and no folder of CUDA's libraries is named (the setting fkSteering.cuda.folder, or FK_STEERING_CUDA_FOLDER in a terminal)"
          : "";
      return `${library} is not installed beside ONNX Runtime${named}`;
    }
  }
  if (platform !== "linux") return undefined;
  if (gpuSigns.length === 0) {
    return "this machine shows no GPU: there is no /dev/dri, no /dev/nvidia* and no /dev/dxg, and VK_ICD_FILENAMES is not set";
  }
  // WebGPU has Vulkan below it on Linux.
  return provider === "webgpu" ? driverFault : undefined;
}

/** Nothing is halved where not even the weights find room. */
function lackOfMemory(provider: Provider, { memory, gpuSigns }: Machine, bytes: number): string | undefined {
  // A driver that the environment names may be a processor's, which has the machine's memory.
  if (gpuSigns.some((sign) => sign.startsWith("VK_"))) return undefined;
  const there = memory?.[provider];
  return there === undefined || bytes <= there
    ? undefined
    : `it has ${gigabytes(there)} of memory, and the model's weights alone take ${gigabytes(bytes)}`;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

function linuxGpuSigns(): string[] {
  const devices = namesIn("/dev").filter((name) => /^(nvidia\d+|nvidiactl|dxg|kfd)$/.test(name));
  const cards = namesIn("/dev/dri").filter((name) => name.startsWith("renderD"));
  const drivers = ["VK_ICD_FILENAMES", "VK_DRIVER_FILES"].flatMap((name) => {
    const value = process.env[name];
    return value === undefined || value === "" ? [] : [`${name}=${value}`];
  });
  return [...devices.map((name) => `/dev/${name}`), ...cards.map((name) => `/dev/dri/${name}`), ...drivers];
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}
