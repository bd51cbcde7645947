/** `npm run check`: format, lint (with the import table), types. All three run, so one pass shows everything. */
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { dependenciesStep, packageFolder } from "./lib/dependencies.mjs";
import { main, runHere } from "./lib/process.mjs";
import { nodePath } from "./lib/supportedNode.mjs";
import { root } from "./lib/paths.mjs";
import { runSteps } from "./lib/progress.mjs";

const tools = [
  { title: "format", path: join(packageFolder("oxfmt"), "bin", "oxfmt"), args: ["--check"] },
  { title: "lint", path: join(packageFolder("oxlint"), "bin", "oxlint"), args: ["--deny-warnings"] },
  { title: "types", path: join(packageFolder("typescript"), "bin", "tsc"), args: ["--noEmit", "--pretty"] },
  // As a person's own rewards are checked: by the files that "New Reward…" writes beside them.
  {
    title: "example types",
    path: join(packageFolder("typescript"), "bin", "tsc"),
    args: ["--noEmit", "--pretty", "-p", "examples/rewards"],
  },
];

/** Gives the names of the checks that passed and of those that failed. */
export async function check() {
  const passed = [];
  const failed = [];
  for (const { title, path, args } of tools) {
    const status = await runHere(nodePath(), [path, ...args], { cwd: root });
    (status === 0 ? passed : failed).push(title);
  }
  return { passed, failed };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    await runSteps([dependenciesStep]);
    const { failed } = await check();
    process.stderr.write(
      failed.length === 0 ? "format, lint and types are in order\n" : `not in order: ${failed.join(", ")}\n`,
    );
    return failed.length === 0 ? 0 : 1;
  });
}
