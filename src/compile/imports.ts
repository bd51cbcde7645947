/** What a reward may import: files of its workspace and packages installed there, nothing of Node. Knows no VS Code. */
import { readFile, realpath, stat } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { dirname, extname } from "node:path";
import type {
  Loader,
  OnLoadResult,
  OnResolveArgs,
  OnResolveResult,
  PartialMessage,
  Plugin,
  PluginBuild,
} from "esbuild";
import { messageOf } from "../errors.ts";
import type { Confine } from "./confine.ts";
import { fkSteeringModule } from "./fkSteeringModule.ts";

export interface Entry {
  readonly path: string;
  /** Its text where an editor holds a newer one than the disk. */
  readonly text: string | undefined;
}

const loaders: Readonly<Record<string, Loader>> = {
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
};

const mostMegabytes = 20;

/** Marks a resolution that this plugin asked for itself. */
const asked = Symbol("asked");

/** Answers every import of a bundle. esbuild puts its errors where the import stands. */
export function rewardImports(entry: Entry, confine: Confine): Plugin {
  return {
    name: "reward-imports",
    setup(build) {
      build.onResolve({ filter: /^fk-steering$/ }, () => ({ path: "fk-steering", namespace: "fk-steering" }));
      build.onLoad({ filter: /.*/, namespace: "fk-steering" }, () => ({ contents: fkSteeringModule, loader: "js" }));
      build.onResolve({ filter: /.*/ }, (args) => resolve(build, confine, args));
      build.onLoad({ filter: /.*/, namespace: "file" }, ({ path }) => load(entry, confine, path));
    },
  };
}

async function resolve(
  build: PluginBuild,
  confine: Confine,
  args: OnResolveArgs,
): Promise<OnResolveResult | undefined> {
  if (args.pluginData === asked) return undefined;
  // As it was given, so that findings and stacks name the file that the person knows.
  if (args.kind === "entry-point") return { path: args.path };
  if (args.path.startsWith("node:")) return refuse(builtinRefusal(args.path));
  const { kind, importer, namespace, resolveDir } = args;
  const found = await build.resolve(args.path, { kind, importer, namespace, resolveDir, pluginData: asked });
  if (isBuiltin(args.path) && (found.errors.length > 0 || found.external)) return refuse(builtinRefusal(args.path));
  if (found.external) return refuse(`"${args.path}" cannot be imported: a reward is one bundle and loads nothing else`);
  if (found.errors.length > 0) return refuse(notFound(args.path));
  if (found.namespace === "file" && (await confine(found.path)) === undefined) {
    return refuse(outside(args.path, await realpath(found.path)));
  }
  // Nothing against it: esbuild goes on by itself, since it alone knows what a package's "browser" field switches off.
  return undefined;
}

/** Looks again at where the file really is, since this is what is read. */
async function load(entry: Entry, confine: Confine, path: string): Promise<OnLoadResult> {
  const loader = loaders[extname(path).toLowerCase()];
  if (loader === undefined) {
    const ending = extname(path) || path;
    return refuse(
      ending === ".node"
        ? `"${path}" is a native addon: a reward can use JavaScript and WebAssembly only`
        : `a reward cannot import ${ending} files: use TypeScript, JavaScript, JSON or text`,
    );
  }
  const resolveDir = dirname(path);
  if (path === entry.path && entry.text !== undefined) return { contents: withoutMap(entry.text), loader, resolveDir };
  if ((await confine(path)) === undefined) return refuse(outside(path, path));
  try {
    const found = await stat(path);
    // A pipe would be read for ever.
    if (!found.isFile()) return refuse(`"${path}" is not a file`);
    const megabytes = Math.ceil(found.size / 2 ** 20);
    if (megabytes > mostMegabytes) {
      return refuse(
        `"${path}" has ${megabytes} MB, and a reward's files may have ${mostMegabytes} MB each: import a smaller one`,
      );
    }
    return { contents: withoutMap(await readFile(path, "utf8")), loader, resolveDir };
  } catch (error) {
    return refuse(`"${path}" cannot be read: ${messageOf(error)}`);
  }
}

/** esbuild reads the source map that a file names, and the sources that the map names, wherever they are. */
function withoutMap(code: string): string {
  return code.replaceAll(/(?<=[#@]\s*sourceMapping)URL(?==)/gu, "Url");
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

function outside(specifier: string, real: string): string {
  return `"${specifier}" lies outside the workspace folders (${real}): copy it into the workspace, or open its folder`;
}

function notFound(specifier: string): string {
  const what = `"${specifier}" was not found`;
  if (/^[./]/u.test(specifier)) return `${what}: correct the path, or create the file`;
  return `${what}: run npm install ${packageOf(specifier)} in the workspace, or correct the name`;
}

function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

function refuse(text: string): { readonly errors: PartialMessage[] } {
  return { errors: [{ text }] };
}
