/** Imports that esbuild did not find: where they can be had after all, or why they truly cannot. Knows no VS Code. */
import { existsSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, resolve } from "node:path";
import { manifestIn, packageLookup, type Package } from "./manifest.ts";
import { exportedBy } from "./packageExports.ts";
import type { ImportPaths } from "./tsconfigPaths.ts";

export interface Unresolved {
  readonly specifier: string;
  /** Absolute path of the file that imports it. */
  readonly importer: string;
}

/**
 * The file of an installed package that offers it under conditions that esbuild does not ask for ("node", "require"), or
 * one whose path has a star, which esbuild does not look for.
 */
export function foundAfterAll({ specifier, importer }: Unresolved): string | undefined {
  if (specifier.startsWith(".")) {
    const path = resolve(dirname(importer), specifier);
    const candidates = ["", ".ts", ".tsx", ".js", ".json", "/index.ts", "/index.js"].map((ending) => path + ending);
    return specifier.includes("*") ? candidates.find(isFile) : undefined;
  }
  if (!isBare(specifier)) return undefined;
  const installed = installedFor(specifier, dirname(importer));
  if (installed?.manifest["exports"] === undefined) return undefined;
  const exported = exportedBy(installed.manifest["exports"], subpathOf(specifier));
  const path = exported.kind === "target" ? join(installed.folder, exported.target) : undefined;
  return path !== undefined && isFile(path) ? path : undefined;
}

/** Why there is no such import, and what to do. */
export function whyUnresolved({ specifier, importer }: Unresolved, aliases: ImportPaths): string {
  const what = `"${specifier}"`;
  if (specifier.startsWith("#")) return `${what} was not found: ${whyNoName(specifier, importer)}`;
  if (/^\.{0,2}\\/u.test(specifier)) {
    return `${what} was not found: imports have / between folders, on Windows, too. Write "${specifier.replaceAll("\\", "/")}"`;
  }
  if (!isBare(specifier)) return `${what} was not found: correct the path, or create the file`;
  const alias = Object.entries(aliases.paths ?? {}).find(([name]) => fits(name, specifier));
  if (alias !== undefined) {
    const [name, targets] = alias;
    return `${what} was not found: tsconfig's paths look for "${name}" at ${targets.join(", ")}. Correct them, or create the file`;
  }
  const address = /^(?:npm|jsr):\/?(?<name>(?:@[^/@]+\/)?[^/@]+)/u.exec(specifier)?.groups?.["name"];
  if (address !== undefined) {
    return `${what} is an address as Deno has them: run npm install ${address} in the workspace, and import "${address}"`;
  }
  if (/^(?!node:)[a-z][\w+.-]+:/u.test(specifier)) {
    return `${what} is an address, and rewards import files by their path and packages by their name: write which of these it is`;
  }
  const installed = installedFor(specifier, dirname(importer));
  if (installed !== undefined) return whyNotExported(specifier, installed);
  if (isBuiltin(specifier)) return builtinRefusal(specifier);
  if (/^(?:[~$]|@\/)/u.test(specifier)) {
    return `${what} was not found: it is no package's name, and no tsconfig.json of this project has it among its paths. Name it there, or import the file by its path`;
  }
  if (isPlugAndPlay(dirname(importer))) {
    return `${what} was not found: Yarn keeps this project's packages in archives (.pnp.cjs), which rewards cannot read. Write nodeLinker: node-modules into .yarnrc.yml, and run yarn install`;
  }
  return `${what} was not found: run npm install ${packageNameOf(specifier)} in the workspace, or correct the name`;
}

function whyNoName(specifier: string, importer: string): string {
  const from = packageLookup()(dirname(importer));
  if (from === undefined) return 'there is no package.json with "imports" above this file';
  const file = join(from.folder, "package.json");
  const { imports } = from.manifest;
  if (imports === undefined) return `${file} has no "imports". Add it there, or import the file by its path`;
  const { kind, ...found } = exportedBy(imports, specifier);
  if (kind === "unnamed") return `the "imports" of ${file} do not name it. Add it there, or correct the name`;
  const where = "target" in found ? `at ${found.target}, where nothing is` : "under no condition that rewards have";
  return `the "imports" of ${file} have it ${where}. Correct them`;
}

function whyNotExported(specifier: string, { folder, manifest }: Package): string {
  const name = packageNameOf(specifier);
  const subpath = subpathOf(specifier);
  const what = subpath === "." ? "" : ` ${subpath}`;
  if (manifest["exports"] === undefined) {
    const missing =
      subpath === "."
        ? `its main file (${typeof manifest["main"] === "string" ? manifest["main"] : "index.js"})`
        : subpath;
    return `"${name}" is installed and ${missing} is not in it (${folder}): install it again, or correct the name`;
  }
  const exported = exportedBy(manifest["exports"], subpath);
  if (exported.kind === "unnamed") {
    return `"${name}" is installed and does not export${what === "" ? " itself" : what}: import what its package.json names under "exports" (${join(folder, "package.json")})`;
  }
  if (exported.kind === "target") {
    return `"${name}" is installed and exports${what} as ${exported.target}, which is not there: install it again`;
  }
  const conditions = exported.conditions.map((one) => `"${one}"`).join(", ");
  return `"${name}" is installed and exports${what === "" ? "" : ` ${subpath}`} no code that a reward can use (conditions: ${conditions}): use another package`;
}

/** The package of a bare name, as Node looks for it: in the node_modules of each folder above. */
export function installedFor(specifier: string, folder: string): Package | undefined {
  const name = packageNameOf(specifier);
  for (let candidate = folder; ; candidate = dirname(candidate)) {
    const place = join(candidate, "node_modules", name);
    // A package may hold nothing but its package.json.
    if (existsSync(place)) return { folder: place, manifest: manifestIn(place) ?? {} };
    if (candidate === dirname(candidate)) return undefined;
  }
}

function isPlugAndPlay(folder: string): boolean {
  for (let candidate = folder; ; candidate = dirname(candidate)) {
    if (existsSync(join(candidate, ".pnp.cjs"))) return true;
    if (existsSync(join(candidate, "node_modules")) || candidate === dirname(candidate)) return false;
  }
}

function builtinRefusal(specifier: string): string {
  const name = specifier.replace(/^node:/u, "");
  return `"${specifier}" is a part of Node.js that rewards cannot use: they run without ${reach(name)}. Put data that a reward needs into a .json or .ts file beside it and import that`;
}

function reach(name: string): string {
  if (/^(?:fs|path|os)/u.test(name)) return "access to files";
  if (/^(?:net|http|https|http2|dns|tls|dgram)/u.test(name)) return "network";
  if (/^(?:child_process|worker_threads|cluster|process)/u.test(name)) return "other processes and threads";
  return "files, processes and network";
}

/** Whether a tsconfig's paths, or its folder of all imports, may lead to it. */
export function isNamed(specifier: string, { baseUrl, paths = {} }: ImportPaths): boolean {
  return baseUrl !== undefined || Object.keys(paths).some((name) => fits(name, specifier));
}

function fits(pattern: string, specifier: string): boolean {
  const [before, after] = pattern.split("*");
  if (after === undefined) return pattern === specifier;
  return specifier.startsWith(before ?? "") && specifier.endsWith(after);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

export function isBare(specifier: string): boolean {
  return !/^[./#]/u.test(specifier);
}

export function packageNameOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

function subpathOf(specifier: string): string {
  return `.${specifier.slice(packageNameOf(specifier).length)}`;
}
