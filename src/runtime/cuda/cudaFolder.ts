/**
 * The folder of CUDA's libraries that a person has named, in this process and in those that it starts. ONNX Runtime looks for its CUDA provider
 * beside itself alone, so it is loaded by links in a folder of their own, to which the provider and NVIDIA's libraries are linked, too: nothing
 * is written where it is installed. Linux only.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readlinkSync, renameSync, statSync, symlinkSync } from "node:fs";
import { constants } from "node:os";
import { basename, join, resolve } from "node:path";
import { messageOf } from "../../errors.ts";
import { cudaLibraries } from "./cudaLibraries.ts";
import { thisSystem } from "./cudaSystem.ts";
import { readLibrary } from "./sharedLibrary.ts";

/** Inherited by probes and trials. */
const variables = { folder: "FK_STEERING_CUDA_FOLDER", links: "FK_STEERING_CUDA_LINKS" } as const;
/** dlopen(3): what was loaded stays. Node has no name for it. */
const keepLoaded = 0x1000;

/** The folder that the environment names: what a command line goes by. */
export function namedCudaFolder(): string | undefined {
  const folder = process.env[variables.folder];
  // Links to its libraries lie elsewhere.
  return folder === undefined || folder === "" ? undefined : resolve(folder);
}

/** Before ONNX Runtime is loaded; afterwards another process has to be started for it. @param cacheFolder where links may lie */
export function useCudaFolder(folder: string | undefined, cacheFolder: string | undefined): void {
  if (folder === undefined || cacheFolder === undefined || process.platform !== "linux") {
    for (const name of Object.values(variables)) delete process.env[name];
    return;
  }
  const name = createHash("sha256").update(folder).digest("hex").slice(0, 16);
  process.env[variables.folder] = folder;
  process.env[variables.links] = join(cacheFolder, `cuda-${name}`);
}

/** Where ONNX Runtime is to be loaded from, its own files being linked there; undefined: from where it is installed. */
export function linkedRuntime(libraries: string): string | undefined {
  const links = process.env[variables.links];
  if (links === undefined) return undefined;
  try {
    for (const name of readdirSync(libraries)) link(links, name, join(libraries, name));
    return links;
  } catch {
    // Told by `linkCuda`, which meets the same.
    return undefined;
  }
}

export interface LinkedCuda {
  /** Why CUDA cannot be had from the folder; undefined: all that can be told without a try is there. */
  readonly fault: string | undefined;
  /** The libraries, and when each was written: what was measured holds for these alone. */
  readonly signs: readonly string[];
}

/** Undefined where no folder is named. */
export function linkCuda(runtimeVersion: string): LinkedCuda | undefined {
  const [folder, links] = [namedCudaFolder(), process.env[variables.links]];
  if (folder === undefined || links === undefined) return undefined;
  const found = cudaLibraries(folder, runtimeVersion, thisSystem());
  if (found.fault !== undefined) return { fault: found.fault, signs: [] };
  try {
    for (const [name, path] of found.files) link(links, name, path);
  } catch (error) {
    return { fault: `CUDA's libraries cannot be linked in ${links}: ${messageOf(error)}`, signs: [] };
  }
  return { fault: undefined, signs: [...found.files.values()].map((path) => `${path} ${statSync(path).mtimeMs}`) };
}

/**
 * Loads NVIDIA's libraries, each after those that it needs: by then the provider finds them, wherever they lie. Throws which one the system
 * refuses, and why. Whoever calls it has seen a child survive it.
 */
export function loadCuda(): void {
  const links = process.env[variables.links];
  if (links === undefined) return;
  // ONNX Runtime loads its own; of what is no longer there a link is left.
  const isOurs = (name: string): boolean => /^lib(?!onnxruntime).*\.so(\.\d+)*$/u.test(name);
  const names = new Set(readdirSync(links).filter((name) => isOurs(name) && existsSync(join(links, name))));
  const load = (name: string): void => {
    if (!names.delete(name)) return;
    readLibrary(join(links, name))?.needs.forEach(load);
    try {
      process.dlopen(
        { exports: {} },
        join(links, name),
        constants.dlopen.RTLD_NOW | constants.dlopen.RTLD_GLOBAL | keepLoaded,
      );
    } catch (error) {
      // Of what is none of Node's own Node says so, once it is loaded.
      if (!messageOf(error).includes("did not self-register"))
        throw new Error(refusedWords(name, messageOf(error).split("\n")[0]!), { cause: error });
    }
  };
  for (const name of [...names]) load(name);
}

/** What ONNX Runtime's own log says of a provider's library that it could not load; its error has only that there was one. */
export function loadComplaint(log: string): string | undefined {
  const [, what, path = "", why = ""] = /Failed to (load library|get symbol) (.+?) with error: (.*)/u.exec(log) ?? [];
  if (what === undefined) return undefined;
  if (what === "load library") return refusedWords(basename(path), why.trim());
  const name = basename(why.split(":")[0]!);
  return `${name} is no provider of ONNX Runtime's (it has no ${path}): put that of onnxruntime-gpu in its place`;
}

function refusedWords(name: string, why: string): string {
  return `${name} cannot be loaded (${why}): put one that this system can load in its place`;
}

/** Other processes may do the same at this moment. */
function link(folder: string, name: string, target: string): void {
  const path = join(folder, name);
  if (linked(path) === target) return;
  mkdirSync(folder, { recursive: true });
  const partial = `${path}.${process.pid}.partial`;
  symlinkSync(target, partial);
  renameSync(partial, path);
}

function linked(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
