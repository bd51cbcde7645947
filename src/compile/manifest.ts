/** package.json files, as far as imports depend on them. Anything may stand in one: nothing of it is believed. */
import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

export type Manifest = Readonly<Record<string, unknown>>;

const mostBytes = 1_000_000;

/** `undefined` where there is none that can be read. */
export function manifestIn(folder: string): Manifest | undefined {
  const read = readJson(join(folder, "package.json"));
  return isRecord(read) ? read : undefined;
}

export interface Package {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** The package that a file in the folder belongs to. */
export type PackageOf = (folder: string) => Package | undefined;

/** Remembers what it read: make one for each build. */
export function packageLookup(): PackageOf {
  const known = new Map<string, Package | undefined>();
  const packageOf: PackageOf = (folder) => {
    if (known.has(folder)) return known.get(folder);
    const manifest = manifestIn(folder);
    const above = dirname(folder);
    const found = manifest !== undefined ? { folder, manifest } : above === folder ? undefined : packageOf(above);
    known.set(folder, found);
    return found;
  };
  return packageOf;
}

/** The names and files that a package goes without in browsers, by its `browser` field. */
export function switchedOff({ manifest }: Package): readonly string[] {
  const { browser } = manifest;
  return isRecord(browser) ? Object.keys(browser).filter((name) => browser[name] === false) : [];
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The text of a file of settings; `undefined` for what is no file, too large or not there. */
export function readSmall(path: string): string | undefined {
  try {
    const found = statSync(path);
    return found.isFile() && found.size <= mostBytes ? readFileSync(path, "utf8").replace(/^\uFEFF/u, "") : undefined;
  } catch {
    return undefined;
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readSmall(path) ?? "null");
  } catch {
    return undefined;
  }
}
