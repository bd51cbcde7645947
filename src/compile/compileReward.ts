/** A reward file of the workspace, as one ES module that imports nothing. Knows no VS Code. */
import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { BuildFailure, BuildOptions, BuildResult } from "esbuild";
import { SteeringError } from "../errors.ts";
import { BuildTimeout, bundle } from "./bundle.ts";
import { confineTo } from "./confine.ts";
import { diagnosticsOf } from "./diagnostics.ts";
import type { CompileDiagnostic } from "./diagnostics.ts";
import { rewardImports } from "./imports.ts";

export interface CompileOptions {
  /** Absolute paths of folders that may be read from; empty in an untrusted workspace. */
  readonly folders: readonly string[];
  /** The file's text where an editor holds a newer one than the disk. */
  readonly text?: string;
  /** How long bundling may take. */
  readonly milliseconds?: number;
}

const patience = 10_000;
/** Of the finished module: what a process can load within its time and memory. */
const mostMegabytes = 32;

export type CompiledReward =
  | {
      readonly ok: true;
      /** ES module with an inline source map whose sources are file: addresses. */
      readonly code: string;
      /** Of the module without its map, hexadecimal: the same whichever folder is open. */
      readonly sha256: string;
      /** Absolute paths of all files that went in, the reward first: a change of one may change the reward. */
      readonly inputs: readonly string[];
      readonly warnings: readonly CompileDiagnostic[];
    }
  | { readonly ok: false; readonly diagnostics: readonly CompileDiagnostic[] };

/**
 * Bundles the file with all that it imports. Nothing of the workspace is executed, its tsconfig is not read.
 * Throws `reward-untrusted` where `folders` is empty or none holds the file, `reward-missing` where there is no file.
 */
export async function compileReward(path: string, options: CompileOptions): Promise<CompiledReward> {
  const file = resolve(path);
  await requireInside(file, options);
  // What the code says of its sources is relative to the reward, so that neither code nor hash depends on which folder is open.
  const folder = dirname(file);
  try {
    const confine = await confineTo(options.folders);
    const build = {
      entryPoints: [file],
      outfile: join(folder, "reward.mjs"),
      absWorkingDir: folder,
      plugins: [rewardImports({ path: file, text: options.text }, confine)],
      ...settings,
    };
    return emitted(await bundle(build, options.milliseconds ?? patience), file, folder);
  } catch (error) {
    if (error instanceof BuildTimeout) return failed(file, tooLong);
    const { errors, warnings } = error as Partial<BuildFailure>;
    if (errors === undefined) throw error;
    const found = [
      ...diagnosticsOf(errors, "error", folder, file),
      ...diagnosticsOf(warnings ?? [], "warning", folder, file),
    ];
    return { ok: false, diagnostics: found };
  }
}

const tooLong =
  "Putting this reward together took too long. Look for an import whose path is made up at run time and ranges over many folders, such as import(`../${name}`), and write out which files it may be";

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
  logLevel: "silent",
  // Also keeps esbuild from reading tsconfig files.
  tsconfigRaw: { compilerOptions: { target: "es2023", verbatimModuleSyntax: false, useDefineForClassFields: true } },
  define: { "process.env.NODE_ENV": '"production"' },
} satisfies BuildOptions;

/** Throws unless the file is there, in one of the folders. */
async function requireInside(file: string, { folders, text }: CompileOptions): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (folders.length === 0) {
    throw new SteeringError(
      "reward-untrusted",
      `The reward ${file} was not run: this workspace is not trusted, and a reward is code. Trust the workspace, or use a built-in reward.`,
      { details: { reward: file } },
    );
  }
  if (found?.isFile() !== true && text === undefined) {
    throw new SteeringError(
      "reward-missing",
      `There is no reward file ${file}. It may have been renamed or deleted: choose another reward, or create one with FK Steering: New Reward….`,
      { details: { reward: file } },
    );
  }
  const confine = await confineTo(folders);
  const folder = (await confine(file)) ?? (found === undefined ? await confine(dirname(file)) : undefined);
  if (folder !== undefined) return;
  throw new SteeringError(
    "reward-untrusted",
    `The reward ${file} was not run: it lies outside the folders that rewards may come from (${folders.join(", ")}). Move it there, or open its folder.`,
    { details: { reward: file } },
  );
}

function emitted(result: BuildResult<{ write: false; metafile: true }>, file: string, folder: string): CompiledReward {
  const { outputFiles, metafile, warnings } = result;
  const text = outputFiles.find(({ path }) => path.endsWith(".mjs"))?.text ?? "";
  const map = outputFiles.find(({ path }) => path.endsWith(".map"))?.text ?? "{}";
  const megabytes = Math.ceil(text.length / 2 ** 20);
  if (megabytes > mostMegabytes) {
    return failed(
      file,
      `With all that it imports, this reward is ${megabytes} MB, and ${mostMegabytes} MB is the most. Import less`,
    );
  }
  const inputs = Object.keys(metafile.inputs).filter((input) => !input.includes(":") || input.startsWith("file:"));
  const others = inputs.map((input) => resolve(folder, input)).filter((input) => input !== file);
  const exports = Object.values(metafile.outputs).flatMap((output) => output.exports);
  return {
    ok: true,
    code: `${text}${inlineMap(map, folder)}`,
    sha256: createHash("sha256").update(text).digest("hex"),
    inputs: [file, ...others],
    warnings: [
      ...diagnosticsOf(warnings, "warning", folder, file),
      ...(exports.includes("default") ? [] : [noDefaultExport(file)]),
    ],
  };
}

/** The map's sources as file: addresses, so that stacks name files wherever the bundle runs. */
function inlineMap(map: string, folder: string): string {
  const parsed = JSON.parse(map) as { sources?: string[] };
  const sources = (parsed.sources ?? []).map((source) =>
    source.startsWith("fk-steering:") ? source : pathToFileURL(resolve(folder, source)).href,
  );
  const json = JSON.stringify({ ...parsed, sources });
  return `//# sourceMappingURL=data:application/json;base64,${Buffer.from(json).toString("base64")}\n`;
}

function noDefaultExport(file: string): CompileDiagnostic {
  const message =
    'This reward has no default export. End it with: export default defineReward({ accepts: "text", score(samples) { … } })';
  return { location: { file, line: 1, column: 1 }, endColumn: 1, severity: "warning", message };
}
