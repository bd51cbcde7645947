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

/** How many files may extend one another, or refer to one another. */
const mostFiles = 50;

/** The paths of a folder's nearest tsconfig.json or jsconfig.json, with what it extends; files outside are not read. */
export function importPaths(folder: string, confine: Confine): ImportPaths {
  for (let candidate = folder; confine(candidate) !== undefined; candidate = dirname(candidate)) {
    const found = ["tsconfig.json", "jsconfig.json"].map((name) => join(candidate, name)).find(existsSync);
    if (found !== undefined) return pathsOf(found, confine, new Set());
    if (candidate === dirname(candidate)) break;
  }
  return {};
}

/** @param seen files that were read: none is read twice, in however many circles they extend one another */
function pathsOf(file: string, confine: Confine, seen: Set<string>): ImportPaths {
  if (seen.has(file) || seen.size === mostFiles) return {};
  seen.add(file);
  const config = confine(file) === undefined ? undefined : parse(readSmall(file) ?? "");
  if (!isRecord(config)) return {};
  const folder = dirname(file);
  const { extends: bases, references } = config;
  const inherited = (Array.isArray(bases) ? bases : [bases])
    .filter((base) => typeof base === "string")
    .map((base) => pathsOf(extended(folder, base), confine, seen))
    .reduce((all, one) => ({ ...all, ...one }), {});
  const options = isRecord(config["compilerOptions"]) ? config["compilerOptions"] : {};
  const own = typeof options["baseUrl"] === "string" ? { baseUrl: resolve(folder, options["baseUrl"]) } : {};
  const { baseUrl } = { ...inherited, ...own };
  const found = { ...inherited, ...own, ...writtenPaths(options["paths"], baseUrl ?? folder) };
  if (found.paths !== undefined || found.baseUrl !== undefined || !Array.isArray(references)) return found;
  // A tsconfig of nothing but references: one of these says it, as in a project made by Vite.
  for (const reference of references) {
    const path = isRecord(reference) && typeof reference["path"] === "string" ? resolve(folder, reference["path"]) : "";
    const referred = pathsOf(path.endsWith(".json") ? path : join(path, "tsconfig.json"), confine, seen);
    if (referred.paths !== undefined || referred.baseUrl !== undefined) return referred;
  }
  return found;
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
