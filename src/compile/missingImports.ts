/**
 * Imports that are not there, where they are many: for each that it tells of, esbuild counts the lines of its file anew, so that thousands far down a large
 * file take it minutes. Knows no esbuild.
 */
import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, extname, resolve } from "node:path";
import type { ImportPaths } from "./tsconfigPaths.ts";
import { installedFor, isBare, isNamed } from "./unresolved.ts";

/** Bytes that it may pass in this way, in all files together: some seconds. */
const mostPassed = 1e9;
const imported = /\b(?:from|import|require)\s*\(?\s*(?<quote>["'])(?<specifier>[^"'\n]{1,500})\k<quote>/gu;

/** Of all files of one bundle, in the order in which they are read: why a file is too much, or undefined. */
export function countMissingImports(aliases: ImportPaths): (path: string, text: string) => string | undefined {
  const isThere = presence(aliases);
  /** What would be passed were nothing of it there, which costs nothing to know, and what will be. */
  let [possible, passed] = [0, 0];
  return (path, text) => {
    for (const { index } of text.matchAll(imported)) possible += index;
    if (possible <= mostPassed) return undefined;
    let count = 0;
    let first = "";
    for (const { index, groups } of text.matchAll(imported)) {
      const specifier = groups!["specifier"]!;
      if (isThere(specifier, dirname(path))) continue;
      if (count === 0) first = specifier;
      count += 1;
      passed += index;
    }
    if (passed <= mostPassed) return undefined;
    return `"${path}" imports ${count} files or packages that are not there, too many to tell of each ("${first}" is the first): create them, or take these imports out`;
  };
}

/** Whether esbuild may find an import; looks at each folder and package once. */
function presence(aliases: ImportPaths): (specifier: string, folder: string) => boolean {
  const folders = new Map<string, ReadonlySet<string>>();
  const packages = new Map<string, boolean>();
  const known = <Value>(map: Map<string, Value>, key: string, find: () => Value): Value => {
    const value = map.get(key) ?? find();
    map.set(key, value);
    return value;
  };
  return (specifier, folder) => {
    if (specifier === "fk-steering" || specifier.startsWith("#") || isNamed(specifier, aliases)) return true;
    if (isBare(specifier)) {
      return known(packages, `${specifier}\n${folder}`, () => installedFor(specifier, folder) !== undefined);
    }
    const path = resolve(folder, specifier.replace(/[?#].*$/su, ""));
    const names = known(folders, dirname(path), () => namesIn(dirname(path)));
    return [path, path.slice(0, path.length - extname(path).length)].some((one) => names.has(basename(one)));
  };
}

/** Of files also without their endings, which an import may leave out. */
function namesIn(folder: string): ReadonlySet<string> {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return new Set([".", "..", "", ...names, ...names.map((name) => name.slice(0, name.length - extname(name).length))]);
}
