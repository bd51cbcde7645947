/** How much memory this machine's devices have, where the system or a driver's own program says so. */
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { totalmem } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Provider } from "../onnx/provider.ts";

/** In bytes, by provider; absent: nobody says, or not of all that it could run on. */
export type DeviceMemory = Readonly<Partial<Record<Provider, number>>>;

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
    // Waited for no longer, even where it hangs in a driver and cannot be killed.
    const signal = AbortSignal.timeout(patience);
    return (await promisify(execFile)("nvidia-smi", query, { signal })).stdout;
  },
};

/** Throws nothing: what cannot be found out is left out. CUDA runs on NVIDIA's cards, WebGPU on any: its memory is known where every card's is, and is that of the one with most. */
export async function deviceMemory(sources = linux): Promise<DeviceMemory> {
  const nvidia = await nvidiaMemory(sources);
  const cards = namesIn(sources.cards).filter((name) => /^card\d+$/u.test(name));
  const known = [...cards.flatMap((name) => cardMemory(join(sources.cards, name, "device"))), ...nvidia];
  return {
    cpu: machineMemory(),
    ...(nvidia.length > 0 && { cuda: Math.max(...nvidia) }),
    ...(known.length > 0 && known.length >= cards.length && { webgpu: Math.max(...known) }),
  };
}

/** In bytes; less than the machine's where a container or a group of processes has a limit. */
export function machineMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** What AMD's driver says: a card's own memory, and what of the machine's it may use beside. */
function cardMemory(device: string): number[] {
  const [own, shared = 0] = ["mem_info_vram_total", "mem_info_gtt_total"].map((file) => numberIn(join(device, file)));
  return own === undefined ? [] : [own + shared];
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
