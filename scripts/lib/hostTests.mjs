/**
 * Runs test/host inside VS Code's extension host: a desktop VS Code where VSCODE_PATH names one, else code-server.
 * Knows no test.
 */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { nodePath } from "./supportedNode.mjs";
import { at, cache, root } from "./paths.mjs";

const bundled = join(cache, "host-tests");
const results = join(bundled, "results.json");

/** Gives { passed, failed, skipped }; `filter` is matched against the tests' titles. */
export async function runHostTests({ extension = root, filter } = {}) {
  await bundle();
  const { runTests } = await import("@vscode/test-electron");
  const scratch = mkdtempSync(join(tmpdir(), "fk-steering-host-ws-"));
  try {
    await runTests({
      vscodeExecutablePath: process.env.VSCODE_PATH ?? at("test/support/code-server-as-desktop.mjs"),
      extensionDevelopmentPath: extension,
      extensionTestsPath: join(bundled, "index.cjs"),
      launchArgs: [scratch],
      extensionTestsEnv: {
        FK_STEERING_TEST_RESULTS: results,
        // The executable that stands in for a desktop VS Code is started by the first `node` on PATH.
        PATH: [dirname(nodePath()), process.env.PATH].join(delimiter),
        ...(filter === undefined ? {} : { FK_STEERING_TEST_FILTER: filter }),
      },
      stderr: process.stdout,
    });
  } catch (error) {
    if (!existsSync(results)) process.stderr.write(`The extension host gave no result: ${error.message}\n`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  if (!existsSync(results)) return { passed: 0, failed: 1, skipped: 0 };
  return JSON.parse(readFileSync(results, "utf8"));
}

async function bundle() {
  const esbuild = await import("esbuild");
  rmSync(bundled, { recursive: true, force: true });
  const tests = readdirSync(at("test/host"), { recursive: true }).filter((name) => name.endsWith(".test.ts"));
  const entryPoints = Object.fromEntries(tests.map((name) => [basename(name, ".ts"), at("test/host", name)]));
  await esbuild.build({
    entryPoints: { index: at("test/support/mochaInHost.ts"), ...entryPoints },
    outdir: bundled,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    sourcemap: "inline",
    external: ["vscode", "mocha"],
  });
}
