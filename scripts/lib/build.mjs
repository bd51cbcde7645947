/** Makes dist/ with esbuild. Dependencies must be installed before `build` is called. */
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { bundles } from "./bundles.mjs";
import { isStale, writeStamp } from "./freshness.mjs";
import { at, dist, root } from "./paths.mjs";
import { Failure } from "./process.mjs";

const stamp = join(dist, ".built");
const inputs = ["src", "webview", "package-lock.json", "scripts/lib/bundles.mjs", "scripts/lib/build.mjs"].map((p) =>
  at(p),
);

/** The step of a set-up that bundles; nothing to do while no source is newer than the bundles. */
export const buildStep = { title: "Building", needed: () => isStale(stamp, inputs), run: build };

/** Bundles everything once. */
export async function build() {
  const esbuild = await import("esbuild");
  const startedAt = Date.now();
  const results = await Promise.allSettled(
    Object.values(present()).map(async (options) => {
      const result = await esbuild.build(options);
      writeOutputs(result.outputFiles);
      return result.warnings;
    }),
  );
  const messages = [];
  for (const result of results) {
    if (result.status === "rejected") messages.push(...(await describe(esbuild, result.reason)));
    else if (result.value.length > 0) {
      process.stderr.write((await esbuild.formatMessages(result.value, { kind: "warning" })).join(""));
    }
  }
  if (messages.length > 0) throw new Failure(messages.join("\n"));
  writeStamp(stamp, startedAt);
}

/** Bundles again at every change until the process is stopped. */
export async function watch() {
  const esbuild = await import("esbuild");
  for (const [name, options] of Object.entries(present())) {
    const report = {
      name: "report",
      setup({ onEnd }) {
        onEnd(async (result) => {
          writeOutputs(result.outputFiles ?? []);
          const messages = await esbuild.formatMessages(result.errors, { kind: "error" });
          process.stderr.write(messages.length > 0 ? messages.join("") : `${name} built\n`);
        });
      },
    };
    const context = await esbuild.context({ ...options, plugins: [report] });
    await context.watch();
  }
}

/** The bundles whose entry exists. */
function present() {
  return Object.fromEntries(
    Object.entries(bundles).filter(([name, { entryPoints }]) => {
      if (existsSync(entryPoints[0])) return true;
      process.stderr.write(`      no ${relative(root, entryPoints[0])} yet: ${name} is skipped\n`);
      return false;
    }),
  );
}

/** Each file appears whole: a process that is just being started never reads half a bundle. */
function writeOutputs(files) {
  for (const { path, contents } of files) {
    mkdirSync(dirname(path), { recursive: true });
    const partial = `${path}.${process.pid}.partial`;
    writeFileSync(partial, contents);
    renameSync(partial, path);
  }
}

function describe(esbuild, reason) {
  if (!Array.isArray(reason?.errors)) throw reason;
  return esbuild.formatMessages(reason.errors, { kind: "error", color: process.stderr.isTTY });
}
