/**
 * Whether a folder has what ONNX Runtime's CUDA provider needs: the provider for this version of it, and the libraries of NVIDIA's that the
 * provider names, each of the major version that it names. Reads files; loads none.
 */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../../errors.ts";
import type { CudaSystem } from "./cudaSystem.ts";
import { readLibrary } from "./sharedLibrary.ts";

export const providerLibraries = ["libonnxruntime_providers_shared.so", "libonnxruntime_providers_cuda.so"] as const;

export type CudaLibraries =
  /** What is missing or wrong, and what to do about it. */
  | { readonly fault: string }
  /** The files that belong together, by name. */
  | { readonly fault: undefined; readonly files: ReadonlyMap<string, string> };

interface Found {
  readonly files: ReadonlyMap<string, string>;
  /** What tells of which ONNX Runtime the provider is, and the version that it tells. */
  readonly versions: readonly { readonly sign: string; readonly version: string }[];
}

/** As deep as pip's folders lie: nvidia/cublas/lib in site-packages. */
const deepest = 3;
const mostFolders = 5000;

/** What people call a library that NVIDIA's names begin with. */
const titles: Readonly<Record<string, string>> = {
  libcudart: "CUDA's runtime",
  libcublas: "cuBLAS",
  libcublasLt: "cuBLAS",
  libcudnn: "cuDNN",
  libcufft: "cuFFT",
  libcurand: "cuRAND",
  libnvrtc: "CUDA's compiler",
  libnvJitLink: "CUDA's linker",
  libcuda: "NVIDIA's driver",
};
const driverLibrary = "libcuda.so.1";
/** Loaded by those above while they run, by name: no library says so of itself. */
const loadedLater = /^lib(cudnn_\w+|nvrtc|nvrtc-builtins|nvJitLink)\.so\.(\d+)/u;
/** The oldest driver that runs programs of a major version of CUDA on Linux (NVIDIA's table of minor version compatibility). */
const oldestDriver: Readonly<Record<string, string>> = { 11: "450.80.02", 12: "525.60.13", 13: "580.65.06" };

export function cudaLibraries(folder: string, runtime: string, system: CudaSystem): CudaLibraries {
  let found: Found;
  try {
    found = librariesIn(folder);
  } catch (error) {
    return { fault: `${folder}, which is named for CUDA's libraries, cannot be used: ${messageOf(error)}` };
  }
  const { files, versions } = found;
  const absent = providerLibraries.find((name) => !files.has(name));
  if (absent !== undefined) {
    return {
      fault: `${absent} is not in ${folder}, nor up to ${deepest} folders deeper: add ONNX Runtime ${runtime}'s CUDA provider (onnxruntime-gpu ${runtime})`,
    };
  }
  if (versions.length > 0 && versions.every(({ version }) => version !== runtime)) {
    const { sign, version } = versions[0]!;
    return {
      fault: `the CUDA provider in ${folder} is ONNX Runtime ${version}'s (${sign}), and this is ONNX Runtime ${runtime}: take that of onnxruntime-gpu ${runtime}`,
    };
  }
  const wanted = new Map<string, string>();
  const missing: { readonly name: string; readonly by: string }[] = [];
  const look = (name: string, path: string): string | undefined => {
    if (wanted.has(name)) return undefined;
    const library = readLibrary(path);
    if (library === undefined) return `${path} is no library of Linux: put an undamaged one in its place`;
    if (library.arch !== system.arch) {
      return `${path} is made for another processor (${library.arch ?? "unknown"}), and this one is ${system.arch}: put one for ${system.arch} in its place`;
    }
    wanted.set(name, path);
    for (const need of library.needs) {
      const own = files.get(need);
      const fault = own === undefined ? undefined : look(need, own);
      if (fault !== undefined) return fault;
      if (own === undefined && isUnknown(need, system)) missing.push({ name: need, by: name });
    }
    return undefined;
  };
  for (const name of providerLibraries) {
    const fault = look(name, files.get(name)!);
    if (fault !== undefined) return { fault };
  }
  const cuda = cudaVersion([...wanted.keys(), ...missing.map(({ name }) => name)]);
  const [first] = missing;
  if (first !== undefined) return { fault: missingWords(missing, { folder, files, system, cuda }) };
  const driver = driverFault(cuda, system);
  if (driver !== undefined) return { fault: driver };
  for (const [name, path] of files) {
    const [, , major] = loadedLater.exec(name) ?? [];
    const sibling = name.startsWith("libcudnn_") ? "libcudnn" : "libcudart";
    if (major !== undefined && majorsOf(sibling, wanted.keys(), system).includes(major)) wanted.set(name, path);
  }
  return { fault: undefined, files: wanted };
}

/** Throws what the operating system refuses of the folder itself. */
function librariesIn(folder: string): Found {
  const files = new Map<string, string>();
  const versions: { sign: string; version: string }[] = [];
  let folders = [folder];
  let count = 0;
  for (let depth = 0; depth <= deepest; depth += 1) {
    const deeper: string[] = [];
    for (const here of folders) {
      count += 1;
      if (count > mostFolders)
        throw new Error(`it has more than ${mostFolders} folders: name the one that the libraries lie in`);
      for (const entry of entriesOf(here, depth === 0)) {
        const { name } = entry;
        const path = join(here, name);
        const [, packaged] = /^onnxruntime_gpu-(\d+\.\d+\.\d+)\S*\.dist-info$/u.exec(name) ?? [];
        const [, built] = /^libonnxruntime\.so\.(\d+\.\d+\.\d+)$/u.exec(name) ?? [];
        const version = packaged ?? built;
        if (version !== undefined) versions.push({ sign: name, version });
        const isFolder = entry.isDirectory() || (entry.isSymbolicLink() && leadsToFolder(path));
        if (isFolder) deeper.push(path);
        else if (/^lib.*\.so(\.\d+)*$/u.test(name) && !files.has(name)) files.set(name, path);
      }
    }
    folders = deeper;
  }
  return { files, versions };
}

function entriesOf(folder: string, isNamed: boolean) {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    // Of what lies deeper the person has said nothing.
    if (isNamed) throw error;
    return [];
  }
}

function leadsToFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Where the loader's list cannot be told, only NVIDIA's own are known to be missing. */
function isUnknown(name: string, { libraries }: CudaSystem): boolean {
  return libraries === undefined ? titles[baseOf(name)] !== undefined : !libraries.has(name);
}

function missingWords(
  missing: readonly { readonly name: string; readonly by: string }[],
  {
    folder,
    files,
    system,
    cuda,
  }: { folder: string; files: Found["files"]; system: CudaSystem; cuda?: string | undefined },
): string {
  const { name, by } = missing[0]!;
  if (name === driverLibrary) {
    return `${driverLibrary}, NVIDIA's driver, is not known to the system: install the driver of this machine's card`;
  }
  const base = baseOf(name);
  const others = majorsOf(base, [...files.keys(), ...(system.libraries?.keys() ?? [])], undefined);
  const another =
    others.length === 0
      ? ""
      : `; what is there is ${others.map((major) => `${base}.so.${major}`).join(", ")}, of another version`;
  const more = [...new Set(missing.slice(1).map((one) => one.name))].filter(
    (one) => one !== name && one !== driverLibrary,
  );
  const besides = more.length === 0 ? "" : `; ${more.join(", ")} ${more.length === 1 ? "is" : "are"} missing, too`;
  const version = base === "libcudnn" ? "" : cuda === undefined ? "" : ` of CUDA ${cuda}`;
  const what = titles[base] === undefined ? "" : ` (${titles[base]}${version})`;
  return `${name}${what}, which ${by} needs, is neither in ${folder} nor known to the system${besides}${another}: add ${more.length === 0 ? "it" : "them"} to the folder`;
}

function driverFault(cuda: string | undefined, { libraries, driver }: CudaSystem): string | undefined {
  if (libraries !== undefined && !libraries.has(driverLibrary)) {
    return `${driverLibrary}, NVIDIA's driver, is not known to the system: install the driver of this machine's card`;
  }
  const oldest = oldestDriver[cuda ?? ""];
  if (driver === undefined || oldest === undefined || !isOlder(driver, oldest)) return undefined;
  return `NVIDIA's driver is ${driver}, and CUDA ${cuda} needs ${oldest} or newer: install a newer driver`;
}

function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split(".").map(Number));
  const at = b!.findIndex((part, i) => part !== (a![i] ?? 0));
  return at >= 0 && (a![at] ?? 0) < b![at]!;
}

/** The major version of CUDA that the libraries are of. */
function cudaVersion(names: readonly string[]): string | undefined {
  return majorsOf("libcudart", names, undefined)[0];
}

/** Of a library by its name's beginning: the major versions among the names, or else those that the system has. */
function majorsOf(base: string, names: Iterable<string>, system: CudaSystem | undefined): readonly string[] {
  const majors = (all: Iterable<string>): string[] => [
    ...new Set([...all].flatMap((name) => (baseOf(name) === base ? (/\.so\.(\d+)/u.exec(name)?.[1] ?? []) : []))),
  ];
  const found = majors(names);
  return found.length > 0 ? found : majors(system?.libraries?.keys() ?? []);
}

function baseOf(name: string): string {
  return name.split(".so")[0]!;
}
