/** The files that a bundle is made of, read within limits. What goes past one is refused in words. Knows no esbuild plugin. */
import { accessSync, constants, existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, extname } from "node:path";
import type { Loader } from "esbuild";
import { messageOf } from "../errors.ts";
import type { Confine } from "./confine.ts";
import { countMissingImports } from "./missingImports.ts";
import type { ImportPaths } from "./tsconfigPaths.ts";

/** What a file is read as, by its ending. */
export const loaders: Readonly<Record<string, Loader>> = {
  ".ts": "ts",
  ".mts": "ts",
  ".cts": "ts",
  ".tsx": "tsx",
  ".js": "js",
  ".mjs": "js",
  ".cjs": "js",
  ".jsx": "jsx",
  ".json": "json",
  ".txt": "text",
  ".wasm": "binary",
};

/** Limits of one file and of all together, and how many there may be. */
const mostMegabytes = 20;
const mostMegabytesInAll = 64;
const mostFiles = 20_000;
/** Brackets within brackets: esbuild's own process ends at some hundred thousand. */
const deepestNesting = 5000;
/** Every finding of esbuild repeats its line. */
const longestLine = 20_000;

/** Without contents esbuild reads the file itself: what it is told in messages takes it far longer, a large one most of all. */
export interface Source {
  readonly contents?: string;
  readonly loader: Loader;
}

/** What a bundle has read. */
export interface Reading {
  /** Absolute paths, in the order in which they were read first. */
  readonly paths: ReadonlySet<string>;
  readonly megabytes: number;
  /** A line of the person's own code that is too long to be repeated in findings. */
  readonly hasLongLine: boolean;
  /** An own file that imports what a path made up at run time names, if one was read. */
  readonly ranging: string | undefined;
  /** The file, or why it cannot be had. */
  read(path: string): Source | { readonly refusal: string };
}

/**
 * @param entry the reward, with its text where an editor holds a newer one than the disk; unless it is `quiet`, a long line
 * ends the build, to be begun again without warnings
 */
export function openReading(
  entry: { readonly path: string; readonly text: string | undefined; readonly quiet: boolean },
  confine: Confine,
  aliases: ImportPaths,
): Reading {
  const tooManyMissing = countMissingImports(aliases);
  const paths = new Set<string>();
  let files = 0;
  let bytes = 0;
  let hasLongLine = false;
  let ranging: string | undefined;

  function refusalOf(path: string, loader: Loader | undefined): string | undefined {
    if (loader === undefined) {
      const ending = extname(path) || path;
      return `a reward cannot import ${ending} files: use TypeScript, JavaScript, JSON, text or WebAssembly`;
    }
    if (path === entry.path && entry.text !== undefined) return undefined;
    if (confine(path) === undefined) return notThere(path) ?? outside(path, path);
    const found = statSync(path);
    // A pipe would be read for ever.
    if (!found.isFile()) return `"${path}" is not a file`;
    files += 1;
    bytes += found.size;
    if (found.size > mostMegabytes * 2 ** 20) {
      return `"${path}" has ${inMegabytes(found.size)} MB, and a reward's files may have ${mostMegabytes} MB each: import a smaller one`;
    }
    if (bytes > mostMegabytesInAll * 2 ** 20) {
      return `with "${path}", what this reward imports has more than ${mostMegabytesInAll} MB, which is the most: import less`;
    }
    if (files > mostFiles) return `this reward imports more than ${mostFiles} files, which is the most: import less`;
    return undefined;
  }

  function sourceOf(path: string, loader: Loader): Source | { readonly refusal: string } {
    if (loader === "binary" || (loader === "text" && path !== entry.path)) {
      accessSync(path, constants.R_OK);
      return { loader };
    }
    const held = path === entry.path ? entry.text : undefined;
    const onDisk = held === undefined ? readFileSync(path) : undefined;
    if (onDisk !== undefined && isUtf16(onDisk)) {
      return { refusal: `"${path}" is written in UTF-16: save it as UTF-8, as code is` };
    }
    const text = held ?? onDisk?.toString("utf8") ?? "";
    if (nestsDeeper(text, deepestNesting)) {
      return {
        refusal: `"${path}" has brackets in brackets, more than ${deepestNesting} deep: a reward's files may not`,
      };
    }
    const missing = loader === "json" ? undefined : tooManyMissing(path, text);
    if (missing !== undefined) return { refusal: missing };
    if (!isForeign(path)) {
      hasLongLine ||= text.length > longestLine && hasLineOver(text, longestLine);
      if (hasLongLine && !entry.quiet)
        return { refusal: `"${path}" has a line of more than ${longestLine} characters` };
      if (madeUpPath.test(text)) ranging ??= path;
    }
    // A mark of byte order may stand before the mark of a script, of which esbuild knows only the latter.
    const code = withoutMap(text.replace(/^\uFEFF/u, ""));
    const isAsOnDisk = held === undefined && code === text && loaders[extname(path)] === loader;
    return isAsOnDisk ? { loader } : { contents: code, loader };
  }

  return {
    paths,
    get megabytes() {
      return inMegabytes(bytes);
    },
    get hasLongLine() {
      return hasLongLine;
    },
    get ranging() {
      return ranging;
    },
    read(path) {
      paths.add(path);
      const loader = loaders[extname(path).toLowerCase()];
      try {
        const refusal = refusalOf(path, loader);
        return refusal === undefined && loader !== undefined ? sourceOf(path, loader) : { refusal: refusal ?? "" };
      } catch (error) {
        return { refusal: `"${path}" cannot be read: ${messageOf(error)}` };
      }
    },
  };
}

/** esbuild takes a name for another that differs in upper and lower case alone; the disk does not. */
function notThere(path: string): string | undefined {
  if (existsSync(path)) return undefined;
  const names = existsSync(dirname(path)) ? readdirSync(dirname(path)) : [];
  const other = names.find((name) => name.toLowerCase() === basename(path).toLowerCase());
  return `"${path}" is not there${other === undefined ? "" : `: its name is ${other}, and upper and lower case count`}`;
}

/** By its mark of byte order. */
function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

export function outside(specifier: string, real: string): string {
  return `"${specifier}" lies outside the workspace folders (${real}): copy it into the workspace, or open its folder`;
}

/** Whether a file is of a package, and not the person's own. */
export function isForeign(path: string): boolean {
  return /[/\\]node_modules[/\\]/u.test(path);
}

/** An import of a path that only running tells: esbuild takes all files in for it that fit. */
const madeUpPath =
  /\b(?:import|require)\s*\(\s*(?:`\.{1,2}\/[^`$]*\$\{|"\.{1,2}\/[^"\n]*"\s*\+|'\.{1,2}\/[^'\n]*'\s*\+)/u;

/** esbuild reads the source map that a file names, and the sources that the map names, wherever they are. */
function withoutMap(code: string): string {
  return code.replaceAll(/(?<=[#@]\s*sourceMapping)URL(?==)/gu, "Url");
}

function inMegabytes(bytes: number): number {
  return Math.ceil(bytes / 2 ** 20);
}

function hasLineOver(text: string, length: number): boolean {
  for (let start = 0; start < text.length;) {
    const end = text.indexOf("\n", start);
    if ((end < 0 ? text.length : end) - start > length) return true;
    if (end < 0) return false;
    start = end + 1;
  }
  return false;
}

/** Nearly: what stands in quotes on one line does not count, what stands in comments and patterns does. */
export function nestsDeeper(text: string, most: number): boolean {
  if (text.length <= most) return false;
  let depth = 0;
  let quote = "";
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]!;
    if (quote !== "") {
      if (sign === "\\") at += 1;
      else if (sign === quote || sign === "\n") quote = "";
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === "[" || sign === "{" || sign === "(") {
      depth += 1;
      if (depth > most) return true;
    } else if (sign === "]" || sign === "}" || sign === ")") depth = Math.max(0, depth - 1);
  }
  return false;
}
