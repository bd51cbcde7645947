/** What can be known of a Linux machine's graphics drivers without touching a device: which there are, and whether the ones that are named can be had. */
import { openSync, closeSync, existsSync, readdirSync, readFileSync, readSync, statSync } from "node:fs";
import { release } from "node:os";
import { dirname, join, resolve } from "node:path";
import { isObject, asString } from "../folders/json.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where Vulkan looks for drivers when nobody names any. */
const usualFolders = ["/etc/vulkan/icd.d", "/usr/local/share/vulkan/icd.d", "/usr/share/vulkan/icd.d"];

/** Changes when a driver is installed, removed, or another version of itself: kernel, NVIDIA's module, what describes Vulkan's drivers. */
export function driverSigns(environment: Environment = process.env): string[] {
  const files = namedDrivers(environment)?.files ?? usualFolders.flatMap(descriptionsIn);
  return [release(), ...["/proc/driver/nvidia/version", ...files].flatMap(signOf)];
}

/** Why Vulkan can have none of the drivers that the environment names; undefined: it names none, or one that may work. */
export function namedDriversFault(environment: Environment = process.env): string | undefined {
  const named = namedDrivers(environment);
  if (named === undefined) return undefined;
  const faults = named.files.map(faultOf);
  if (faults.some((fault) => fault === undefined)) return undefined;
  return `${named.variable} names no Vulkan driver that can be used: ${faults[0] ?? "it is a folder without any"}`;
}

/** The first variable is the loader's newer one, and goes before. */
function namedDrivers(environment: Environment): { readonly variable: string; readonly files: string[] } | undefined {
  for (const variable of ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"]) {
    const paths = (environment[variable] ?? "").split(":").filter((path) => path !== "");
    if (paths.length === 0) continue;
    const files = paths.flatMap((path) => (isFolder(path) ? descriptionsIn(path) : [path]));
    return { variable, files };
  }
  return undefined;
}

function faultOf(path: string): string | undefined {
  if (!existsSync(path)) return `there is no ${path}`;
  const library = libraryOf(path);
  if (library === undefined) return `${path} names no library`;
  // What is no path is looked for by the system.
  if (!library.includes("/")) return undefined;
  const file = resolve(dirname(path), library);
  if (!existsSync(file)) return `there is no ${file}, which ${path} names`;
  return isLibrary(file) ? undefined : `${file}, which ${path} names, is no library`;
}

function libraryOf(path: string): string | undefined {
  try {
    const description: unknown = JSON.parse(readFileSync(path, "utf8"));
    const driver = isObject(description) ? description["ICD"] : undefined;
    return isObject(driver) ? asString(driver["library_path"]) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether it begins as Linux's libraries do. */
function isLibrary(path: string): boolean {
  try {
    const start = Buffer.alloc(4);
    const file = openSync(path, "r");
    try {
      readSync(file, start);
    } finally {
      closeSync(file);
    }
    return start.toString("latin1") === "\x7fELF";
  } catch {
    return false;
  }
}

function signOf(path: string): string[] {
  try {
    const { mtimeMs } = statSync(path);
    // What is made up when it is read has no time of its own.
    const time = path.startsWith("/proc/") ? "" : ` ${mtimeMs}`;
    return [`${path}${time} ${readFileSync(path, "utf8").slice(0, 4096)}`];
  } catch {
    return [];
  }
}

function descriptionsIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .toSorted()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
