/** A reward file of the workspace, as one ES module that imports nothing. Knows no VS Code. */
import { createHash } from "node:crypto";
import { lstat, stat } from "node:fs/promises";
import { dirname, parse, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { BuildFailure, BuildOptions } from "esbuild";
import { SteeringError, messageOf } from "../errors.ts";
import { BuilderDied, BuildTimeout, type BuildLimits, bundle, type InMemoryResult } from "./bundle.ts";
import { confineTo, realPath } from "./confine.ts";
import { diagnosticsOf, type CompileDiagnostic } from "./diagnostics.ts";
import { explainUnresolved, unresolvedOf } from "./explainUnresolved.ts";
import { type Answers, entryPoint, importKey, rewardImports } from "./imports.ts";
import { linkedPackages, type OpenLinked } from "./linkedPackages.ts";
import { projectOf } from "./project.ts";
import { loaders, openReading, type Reading } from "./reading.ts";
import { writtenPlaces, type Places } from "./places.ts";
import { importPaths, type ImportPaths } from "./tsconfigPaths.ts";
import { foundAfterAll } from "./unresolved.ts";

export interface CompileOptions {
  /** Absolute paths of folders that may be read from, with their projects; empty in an untrusted workspace. */
  readonly folders: readonly string[];
  /** The file's text where an editor holds a newer one than the disk. */
  readonly text?: string;
  /** How long bundling may take. */
  readonly milliseconds?: number;
  /** How much memory esbuild may hold meanwhile. */
  readonly megabytes?: number;
}

/** What is read is limited by number and size: this ends what reads nothing and never comes to an end. */
const patience = 60_000;
/** Ten times what the largest packages take. */
const mostMemory = 2048;
/** Size of the finished module that a process can load within its time and memory. */
const mostMegabytes = 32;
/** Each may find imports that the one before did not come to. */
const mostAttempts = 10;

export type CompiledReward =
  | {
      readonly ok: true;
      /** ES module with an inline source map whose sources are file: addresses. */
      readonly code: string;
      /** Hash of the module without its map, hexadecimal: the same whichever folder is open. */
      readonly sha256: string;
      /** Absolute paths of all files that went in, the reward first: a change of one may change the reward. */
      readonly inputs: readonly string[];
      readonly warnings: readonly CompileDiagnostic[];
    }
  | { readonly ok: false; readonly diagnostics: readonly CompileDiagnostic[] };

interface Attempt {
  readonly file: string;
  readonly folder: string;
  readonly aliases: ImportPaths;
  readonly reading: Reading;
  readonly openLinked: OpenLinked;
  readonly limits: BuildLimits;
}

/**
 * Bundles the file with all that it imports. Nothing of the workspace is executed, of its tsconfig nothing is read but where
 * imports lead. Throws `reward-untrusted` where `folders` is empty or none holds the file, `reward-missing` where there is
 * no file.
 */
export async function compileReward(path: string, options: CompileOptions): Promise<CompiledReward> {
  const file = await linkedFile(resolve(path));
  await requireInside(file, options);
  // What the code says of its sources is relative to the reward, so that neither code nor hash depends on which folder is open.
  const folder = dirname(file);
  const confine = confineTo([...options.folders, ...options.folders.map(projectOf)]);
  const aliases = importPaths(folder, confine);
  const answers = new Map<string, { readonly path: string }>();
  const limits = { milliseconds: options.milliseconds ?? patience, megabytes: options.megabytes ?? mostMemory };
  let quiet = false;
  for (let left = mostAttempts; ; left -= 1) {
    const entry = { path: file, text: options.text };
    const reading = openReading({ ...entry, quiet }, confine, aliases);
    const openLinked = linkedPackages(confine);
    const attempt = { file, folder, aliases, reading, openLinked, limits };
    const places = writtenPlaces(folder, reading.paths);
    try {
      return emitted(await build(attempt, answers, quiet), attempt, places);
    } catch (error) {
      const { errors } = error as Partial<BuildFailure>;
      if (errors === undefined) return failed(...whyEnded(error, attempt));
      const again: boolean = !quiet && reading.hasLongLine;
      quiet ||= again;
      const found = unresolvedOf(errors, places).flatMap((one) => {
        const target = foundAfterAll(one);
        return target === undefined ? [] : [[importKey(one.specifier, one.importer), { path: target }] as const];
      });
      for (const [key, target] of found) answers.set(key, target);
      if (left > 0 && (again || found.length > 0)) continue;
      const leave = async (imports: Answers): Promise<InMemoryResult> =>
        build(
          { ...attempt, reading: openReading({ ...entry, quiet: true }, confine, aliases) },
          new Map([...answers, ...imports]),
          true,
        );
      const explained = await explainUnresolved(errors, { file, text: options.text, aliases, places, leave });
      return { ok: false, diagnostics: diagnosticsOf(explained, "error", places, file) };
    }
  }
}

/** What a link leads to: there lies what it imports. What cannot be looked at is said where it is read. */
async function linkedFile(path: string): Promise<string> {
  const found = await lstat(path).catch(() => undefined);
  return (found?.isSymbolicLink() === true ? realPath(path) : undefined) ?? path;
}

function build(attempt: Attempt, answers: Answers, quiet: boolean): Promise<InMemoryResult> {
  const { file, folder, aliases, reading, openLinked, limits } = attempt;
  const { compilerOptions } = settings.tsconfigRaw;
  return bundle(
    {
      ...settings,
      entryPoints: [{ in: entryPoint, out: "reward" }],
      // Nothing is written. The map's sources are relative to it.
      outdir: parse(folder).root,
      absWorkingDir: folder,
      plugins: [rewardImports(file, reading, answers, openLinked)],
      tsconfigRaw: { compilerOptions: { ...compilerOptions, ...aliases } } as BuildOptions["tsconfigRaw"] & object,
      ...(quiet ? { logOverride: silence } : {}),
    },
    limits,
  );
}

/** Why there is neither a bundle nor a finding: where, and what. */
function whyEnded(error: unknown, { file, reading, limits }: Attempt): [file: string, message: string] {
  const { size } = reading.paths;
  const read = `${size === 1 ? "1 file" : `${size} files`} (${reading.megabytes} MB at most) had been read`;
  if (error instanceof BuilderDied) {
    return [
      file,
      `esbuild, which puts rewards together, ended over this one when ${read} (${error.message}): some of its code nests too deeply, or there is too much of it. Import less, or simplify what was changed last`,
    ];
  }
  if (!(error instanceof BuildTimeout)) throw error;
  if (reading.ranging !== undefined) {
    return [
      reading.ranging,
      "Putting this reward together took too long. Here is an import whose path is made up at run time and ranges over many folders, such as import(`../${name}`): write out which files it may be",
    ];
  }
  return [
    file,
    `Putting this reward together took too long: after ${Math.round(limits.milliseconds / 1000)} s ${read}. Look for code that takes a compiler long, such as many generic functions within one another, or import less`,
  ];
}

function failed(file: string, message: string): CompiledReward {
  return {
    ok: false,
    diagnostics: [{ location: { file, line: 1, column: 1 }, endColumn: 1, severity: "error", message }],
  };
}

const settings = {
  bundle: true,
  write: false,
  metafile: true,
  format: "esm",
  // Packages often have a build that needs nothing of Node: this finds it.
  platform: "browser",
  mainFields: ["browser", "module", "main"],
  target: "es2023",
  charset: "utf8",
  sourcemap: "external",
  sourcesContent: false,
  legalComments: "none",
  loader: loaders,
  logLevel: "silent",
  // Also keeps esbuild from reading tsconfig files.
  tsconfigRaw: { compilerOptions: { target: "es2023", verbatimModuleSyntax: false, useDefineForClassFields: true } },
  define: { "process.env.NODE_ENV": '"production"' },
} satisfies BuildOptions;

/** esbuild's warnings about code: each repeats its whole line, so that none is asked for where lines are long. */
const silence = Object.fromEntries(
  [
    ...["assign-to-constant", "assign-to-define", "assign-to-import", "call-import-namespace", "class-name-will-throw"],
    ...["commonjs-variable-in-esm", "delete-super-property", "direct-eval", "duplicate-case", "duplicate-class-member"],
    ...["duplicate-object-key", "empty-import-meta", "equals-nan", "equals-negative-zero", "equals-new-object"],
    ...["html-comment-in-js", "impossible-typeof", "indirect-require", "private-name-will-throw"],
    ...["semicolon-after-return", "suspicious-boolean-not", "suspicious-define", "suspicious-logical-operator"],
    ...["suspicious-nullish-coalescing", "this-is-undefined-in-esm", "unsupported-dynamic-import"],
    ...["unsupported-jsx-comment", "unsupported-regexp", "unsupported-require-call", "import-is-undefined"],
  ].map((name) => [name, "silent"] as const),
);

/** Throws unless the file is there, in one of the folders. */
async function requireInside(file: string, { folders, text }: CompileOptions): Promise<void> {
  let refusal: unknown;
  const found = await stat(file).catch((error: unknown) => void (refusal = error));
  if (folders.length === 0) {
    throw new SteeringError(
      "reward-untrusted",
      `The reward ${file} was not run: this workspace is not trusted, and a reward is code. Trust the workspace, or use a built-in reward.`,
      { details: { reward: file } },
    );
  }
  if (found?.isFile() !== true && text === undefined) {
    if (isKept(refusal)) {
      const why = `The reward file ${file} cannot be read: ${messageOf(refusal)}. Let this user read it and its folder.`;
      throw new SteeringError("reward-missing", why, { details: { reward: file }, cause: refusal });
    }
    throw new SteeringError(
      "reward-missing",
      `There is no reward file ${file}. It may have been renamed or deleted: choose another reward, or create one with FK Steering: New Reward….`,
      { details: { reward: file } },
    );
  }
  const confine = confineTo(folders);
  const folder = confine(file) ?? (found === undefined ? confine(dirname(file)) : undefined);
  if (folder !== undefined) return;
  throw new SteeringError(
    "reward-untrusted",
    `The reward ${file} was not run: it lies outside the folders that rewards may come from (${folders.join(", ")}). Move it there, or open its folder.`,
    { details: { reward: file } },
  );
}

/** There may be such a file, and the operating system does not say. */
function isKept(refusal: unknown): boolean {
  return refusal instanceof Error && "code" in refusal && !["ENOENT", "ENOTDIR"].includes(String(refusal.code));
}

function emitted(
  { outputFiles, metafile, warnings }: InMemoryResult,
  { file, folder, reading }: Attempt,
  places: Places,
): CompiledReward {
  const text = outputFiles.find(({ path }) => path.endsWith(".js"))?.text ?? "";
  const map = outputFiles.find(({ path }) => path.endsWith(".map"))?.text ?? "{}";
  const megabytes = Math.ceil(text.length / 2 ** 20);
  if (megabytes > mostMegabytes) {
    return failed(
      file,
      `With all that it imports, this reward is ${megabytes} MB, and ${mostMegabytes} MB is the most. Import less`,
    );
  }
  const exports = Object.values(metafile.outputs).flatMap((output) => output.exports);
  return {
    ok: true,
    code: `${text}${inlineMap(map, parse(folder).root, reading.paths)}`,
    sha256: createHash("sha256").update(text).digest("hex"),
    inputs: [file, ...[...reading.paths].filter((input) => input !== file)],
    warnings: [
      ...diagnosticsOf(warnings, "warning", places, file),
      ...(exports.includes("default") ? [] : [noDefaultExport(file)]),
    ],
  };
}

/** The map's sources as file: addresses, so that stacks name files wherever the bundle runs. */
function inlineMap(map: string, root: string, paths: ReadonlySet<string>): string {
  const parsed = JSON.parse(map) as { sources?: string[] };
  const places = writtenPlaces(root, paths);
  const sources = (parsed.sources ?? []).map((source) => {
    if (/^fk-steering[\w-]*:/u.test(source)) return source;
    const written = decodeURIComponent(source);
    return pathToFileURL(places.fileOf(written) ?? resolve(root, written)).href;
  });
  const json = JSON.stringify({ ...parsed, sources });
  return `//# sourceMappingURL=data:application/json;base64,${Buffer.from(json).toString("base64")}\n`;
}

function noDefaultExport(file: string): CompileDiagnostic {
  const message =
    'This reward has no default export. End it with: export default defineReward({ accepts: "text", score(samples) { … } })';
  return { location: { file, line: 1, column: 1 }, endColumn: 1, severity: "warning", message };
}
