/** What a tsconfig.json says of imports, `paths` and `baseUrl`, and nothing else of it. Knows no VS Code. */
import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import type { Confine } from "./confine.ts";
import { isRecord, readSmall } from "./manifest.ts";

/** As esbuild takes them; all paths absolute. */
export interface ImportPaths {
  readonly baseUrl?: string;
  readonly paths?: Readonly<Record<string, readonly string[]>>;
}

/** How many files may extend one another. */
const deepest = 10;

/** The paths of a folder's nearest tsconfig.json or jsconfig.json, with what it extends; files outside are not read. */
export function importPaths(folder: string, confine: Confine): ImportPaths {
  for (let candidate = folder; confine(candidate) !== undefined; candidate = dirname(candidate)) {
    const found = ["tsconfig.json", "jsconfig.json"].map((name) => join(candidate, name)).find(existsSync);
    if (found !== undefined) return pathsOf(found, confine, deepest);
    if (candidate === dirname(candidate)) break;
  }
  return {};
}

function pathsOf(file: string, confine: Confine, depth: number): ImportPaths {
  const config = confine(file) === undefined ? undefined : parse(readSmall(file) ?? "");
  if (!isRecord(config) || depth === 0) return {};
  const folder = dirname(file);
  const { extends: bases } = config;
  const inherited = (Array.isArray(bases) ? bases : [bases])
    .filter((base) => typeof base === "string")
    .map((base) => pathsOf(extended(folder, base), confine, depth - 1))
    .reduce((all, one) => ({ ...all, ...one }), {});
  const options = isRecord(config["compilerOptions"]) ? config["compilerOptions"] : {};
  const own = typeof options["baseUrl"] === "string" ? { baseUrl: resolve(folder, options["baseUrl"]) } : {};
  const { baseUrl } = { ...inherited, ...own };
  return { ...inherited, ...own, ...writtenPaths(options["paths"], baseUrl ?? folder) };
}

function writtenPaths(paths: unknown, folder: string): ImportPaths {
  if (!isRecord(paths)) return {};
  const entries = Object.entries(paths).map(([name, targets]) => {
    const texts = Array.isArray(targets) ? targets.filter((target) => typeof target === "string") : [];
    return [name, texts.map((target) => resolve(folder, target))] as const;
  });
  return { paths: Object.fromEntries(entries) };
}

/** A path, or a file of a package. */
function extended(folder: string, base: string): string {
  const complete = (path: string): string => (path.endsWith(".json") ? path : `${path}.json`);
  if (base.startsWith(".") || isAbsolute(base)) return complete(resolve(folder, base));
  for (let candidate = folder; ; candidate = dirname(candidate)) {
    const path = join(candidate, "node_modules", base);
    const found = [complete(path), join(path, "tsconfig.json")].find(existsSync);
    if (found !== undefined || candidate === dirname(candidate)) return found ?? complete(path);
  }
}

/** JSON with comments and commas before closing brackets, as TypeScript reads it. */
function parse(text: string): unknown {
  const plain = text.replaceAll(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[^]*?\*\//gu, (found) =>
    found.startsWith('"') ? found : "",
  );
  const strict = plain.replaceAll(/"(?:[^"\\\n]|\\.)*"|,(?=\s*[}\]])/gu, (found) => (found === "," ? "" : found));
  try {
    return JSON.parse(strict);
  } catch {
    return undefined;
  }
}
