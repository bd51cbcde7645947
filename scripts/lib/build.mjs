/** Makes dist/ with esbuild. Dependencies must be installed before `build` is called. */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { bundles } from "./bundles.mjs";
import { isStale, writeStamp } from "./freshness.mjs";
import { at, dist } from "./paths.mjs";
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
  const problems = [];
  const bundle = async (options) => {
    try {
      const { outputFiles, warnings } = await esbuild.build(options);
      writeOutputs(outputFiles);
      if (warnings.length > 0) process.stderr.write(await describe(esbuild, warnings, "warning"));
    } catch (error) {
      if (!Array.isArray(error.errors)) throw error;
      problems.push(await describe(esbuild, error.errors, "error"));
    }
  };
  try {
    await Promise.all(Object.values(bundles).map(bundle));
  } finally {
    // Its service process would stay for as long as this one does.
    await esbuild.stop();
  }
  if (problems.length > 0) throw new Failure(problems.join("\n"));
  writeStamp(stamp, startedAt);
}

/** Bundles again at every change until the process is stopped. */
export async function watch() {
  const esbuild = await import("esbuild");
  for (const [name, options] of Object.entries(bundles)) {
    const report = {
      name: "report",
      setup({ onEnd }) {
        onEnd(async (result) => {
          writeOutputs(result.outputFiles ?? []);
          const problems = await describe(esbuild, result.errors, "error");
          process.stderr.write(problems === "" ? `${name} built\n` : problems);
        });
      },
    };
    const context = await esbuild.context({ ...options, plugins: [...(options.plugins ?? []), report] });
    await context.watch();
  }
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

async function describe(esbuild, messages, kind) {
  return (await esbuild.formatMessages(messages, { kind, color: process.stderr.isTTY })).join("");
}
