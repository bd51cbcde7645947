/** How much memory this machine's devices have, where the system says so. No device is touched. */
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { totalmem } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Provider } from "../onnx/provider.ts";

/** In bytes. */
export interface DeviceMemory {
  /** What this process may have of the machine's. */
  readonly cpu: number;
  /** Of the GPU that has most; undefined: nobody says. */
  readonly gpu: number | undefined;
}

export interface MemorySources {
  /** Where Linux lists graphics cards. */
  readonly cards: string;
  /** There on machines with NVIDIA's driver. */
  readonly nvidia: string;
  /** What nvidia-smi prints: a line a card, in MiB. */
  readonly askNvidia: () => Promise<string>;
}

/** Milliseconds that nvidia-smi may take. */
const patience = 5000;

const linux: MemorySources = {
  cards: "/sys/class/drm",
  nvidia: "/proc/driver/nvidia",
  async askNvidia() {
    const query = ["--query-gpu=memory.total", "--format=csv,noheader,nounits"];
    return (await promisify(execFile)("nvidia-smi", query, { timeout: patience })).stdout;
  },
};

/** Throws nothing: what cannot be found out is undefined. */
export async function deviceMemory(sources = linux): Promise<DeviceMemory> {
  const known = [...cardsMemory(sources.cards), ...(await nvidiaMemory(sources))];
  return { cpu: machineMemory(), gpu: known.length === 0 ? undefined : Math.max(...known) };
}

export function memoryOf(provider: Provider, { cpu, gpu }: DeviceMemory): number | undefined {
  return provider === "cpu" ? cpu : gpu;
}

/** Less than the machine's where a container or a group of processes has a limit. */
function machineMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** What AMD's driver says: a card's own memory, and what of the machine's it may use beside. */
function cardsMemory(folder: string): number[] {
  return namesIn(folder)
    .filter((name) => /^card\d+$/u.test(name))
    .flatMap((name) => {
      const [own, shared = 0] = ["mem_info_vram_total", "mem_info_gtt_total"].map((file) =>
        numberIn(join(folder, name, "device", file)),
      );
      return own === undefined ? [] : [own + shared];
    });
}

async function nvidiaMemory({ nvidia, askNvidia }: MemorySources): Promise<number[]> {
  if (!existsSync(nvidia)) return [];
  const printed = await askNvidia().catch(() => "");
  return printed.split("\n").flatMap((line) => (/^\s*\d+\s*$/u.test(line) ? [Number(line) * 2 ** 20] : []));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function numberIn(file: string): number | undefined {
  try {
    const value = Number(readFileSync(file, "utf8"));
    return Number.isSafeInteger(value) && value > 0 ? value : undefined;
  } catch {
    return undefined;
  }
}
