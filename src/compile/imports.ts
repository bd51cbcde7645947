/**
 * What a reward may import: files of its project and packages installed there, nothing of Node. Knows no VS Code. esbuild
 * finds the files by itself, with what it remembers of folders and its tolerance for what may fail at run time; here is
 * decided what is read. What it does not find is explained afterwards (`unresolved.ts`).
 */
import { dirname, extname, relative } from "node:path";
import type { OnLoadResult, OnResolveArgs, OnResolveResult, PartialMessage, Plugin } from "esbuild";
import { fkSteeringModule } from "./fkSteeringModule.ts";
import type { OpenLinked } from "./linkedPackages.ts";
import { packageLookup, switchedOff, type PackageOf } from "./manifest.ts";
import { isForeign, type Reading } from "./reading.ts";
import { isBare, packageNameOf } from "./unresolved.ts";

/** Stands for the reward's path, in which esbuild would read `*` as a pattern. */
export const entryPoint = "fk-steering:reward";

/** Where an import is answered otherwise than esbuild would: a file, or left as it is. */
export type Answers = ReadonlyMap<string, { readonly path: string } | { readonly external: true }>;

/** The key of an import among answers; the importer's path is absolute. */
export function importKey(specifier: string, importer: string): string {
  return `${specifier}\n${importer}`;
}

const ours = "fk-steering";
const off = "fk-steering-off";
const addon = "fk-steering-addon";

/** Answers the imports of a bundle. esbuild puts its errors where the import stands. */
export function rewardImports(entry: string, reading: Reading, answers: Answers, openLinked: OpenLinked): Plugin {
  const packageOf = packageLookup();
  return {
    name: "reward-imports",
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${entryPoint}$`) }, () => ({ path: entry }));
      build.onResolve({ filter: /^fk-steering$/ }, () => ({ path: ours, namespace: ours }));
      build.onLoad({ filter: /.*/, namespace: ours }, () => ({ contents: fkSteeringModule, loader: "js" }));
      build.onResolve({ filter: /\.node$/ }, resolveAddon);
      build.onResolve({ filter: /^(?:https?:)?\/\// }, ({ path, kind }) =>
        kind === "import-statement" ? refuse(isElsewhere(path)) : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: addon }, ({ path }) => thrower(path));
      // Each question to this process takes time, and a package's files import one another by relative paths.
      build.onResolve({ filter: answers.size > 0 ? /.*/ : /^[^./]/ }, (args) => {
        if (args.namespace === "file" && isBare(args.path)) openLinked(packageNameOf(args.path), args.resolveDir);
        return resolve(packageOf, answers, args);
      });
      build.onLoad({ filter: /.*/, namespace: off }, () => ({ contents: "module.exports = {};", loader: "js" }));
      build.onLoad({ filter: /.*/, namespace: "file" }, ({ path }) => load(packageOf, reading, path));
    },
  };
}

function resolve(
  packageOf: PackageOf,
  answers: Answers,
  { path, importer, resolveDir, namespace }: OnResolveArgs,
): OnResolveResult | undefined {
  if (namespace !== "file") return undefined;
  const answered = answers.get(importKey(path, importer));
  if (answered !== undefined) return "path" in answered ? answered : { path, external: true };
  const from = /^[./]/u.test(path) ? undefined : packageOf(resolveDir);
  // esbuild switches it off too, and then asks for its file's text all the same.
  return from !== undefined && switchedOff(from).includes(path) ? { path, namespace: off } : undefined;
}

/** What is required may be optional: it fails when it is asked for. */
function resolveAddon({ path, kind, namespace }: OnResolveArgs): OnResolveResult | undefined {
  if (namespace !== "file") return undefined;
  return kind === "import-statement" ? refuse(isAddon(path)) : { path, namespace: addon };
}

function isElsewhere(path: string): string {
  return `"${path}" cannot be imported: a reward is one bundle and loads nothing else`;
}

function isAddon(path: string): string {
  return `"${path}" is a native addon: a reward can use JavaScript and WebAssembly only`;
}

function thrower(path: string): OnLoadResult {
  return { contents: `throw new Error(${JSON.stringify(isAddon(path))});`, loader: "js" };
}

/** Looks at where the file really is, since this is what is read. */
function load(packageOf: PackageOf, reading: Reading, path: string): OnLoadResult | undefined {
  const folder = dirname(path);
  const from = packageOf(folder);
  if (from !== undefined && isOff(switchedOff(from), relative(from.folder, path).replaceAll("\\", "/"))) {
    return { contents: "module.exports = {};", loader: "js" };
  }
  if (extname(path) === ".node") return thrower(path);
  // What a package looks like: there is nothing to be seen in a reward.
  if (extname(path) === ".css" && isForeign(path)) return { contents: "", loader: "empty" };
  const source = reading.read(path);
  if ("refusal" in source) return refuse(source.refusal);
  return source.contents === undefined ? undefined : { ...source, resolveDir: folder };
}

function isOff(names: readonly string[], file: string): boolean {
  const plain = (name: string): string => name.replace(/^\.\//u, "").replace(/\.js$/u, "");
  return names.some((name) => name.startsWith("./") && plain(name) === plain(file));
}

function refuse(text: string): { readonly errors: PartialMessage[] } {
  return { errors: [{ text }] };
}
