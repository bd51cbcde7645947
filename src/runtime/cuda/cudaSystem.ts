/** What a Linux system has of NVIDIA's by itself: the libraries that its loader knows, and the driver. Touches no device. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

export interface CudaSystem {
  readonly arch: string;
  /** Where the loader finds a library, by its name; undefined where what it knows cannot be told. */
  readonly libraries: ReadonlyMap<string, string> | undefined;
  /** "550.54.14"; undefined where none is told. */
  readonly driver: string | undefined;
}

export function thisSystem(environment: NodeJS.ProcessEnv = process.env): CudaSystem {
  return { arch: process.arch, libraries: loaderLibraries(environment), driver: driverVersion() };
}

/** The folders of the environment go before what the system has listed, as its loader has it. */
function loaderLibraries(environment: NodeJS.ProcessEnv): ReadonlyMap<string, string> | undefined {
  const listed = read("/etc/ld.so.cache");
  if (listed === undefined) return undefined;
  // The list holds names and paths one after the other, each ended by a zero.
  const paths = listed.split("\0").filter((text) => text.startsWith("/") && text.includes(".so"));
  const folders = (environment["LD_LIBRARY_PATH"] ?? "").split(":").filter((folder) => folder !== "");
  const named = folders.toReversed().flatMap((folder) => namesIn(folder).map((name) => join(folder, name)));
  return new Map([...paths.toReversed(), ...named].map((path) => [basename(path), path]));
}

function driverVersion(): string | undefined {
  return /Kernel Module.*?\s(\d+\.\d+(\.\d+)?)\s/u.exec(read("/proc/driver/nvidia/version") ?? "")?.[1];
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
