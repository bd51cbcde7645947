/** Runs projects of vitest.config.ts and counts what came of them. Knows no test. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { packageFolder } from "./dependencies.mjs";
import { nodePath } from "./supportedNode.mjs";
import { cache, root } from "./paths.mjs";
import { runHere } from "./process.mjs";

/** Gives { NAME: { passed, failed, skipped } } for each project. */
export async function runVitest(names, args) {
  const report = join(cache, `vitest-${names[0]}.json`);
  rmSync(report, { force: true });
  const status = await runHere(
    nodePath(),
    [
      join(packageFolder("vitest"), "vitest.mjs"),
      "run",
      ...names.flatMap((name) => ["--project", name]),
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
      "--passWithNoTests",
      ...args,
    ],
    { cwd: root },
  );
  const counts = Object.fromEntries(names.map((name) => [name, { passed: 0, failed: 0, skipped: 0 }]));
  const files = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")).testResults : [];
  for (const file of files) {
    const name = relative(join(root, "test"), file.name).split(/[\\/]/)[0];
    const states = file.assertionResults.map((result) => result.status);
    counts[name].passed += states.filter((state) => state === "passed").length;
    counts[name].failed += states.filter((state) => state === "failed").length;
    counts[name].skipped += states.filter((state) => state !== "passed" && state !== "failed").length;
    // A file that could not be read has no test that failed.
    if (file.status === "failed" && !states.includes("failed")) counts[name].failed += 1;
  }
  // Errors outside any test, or vitest itself falling over.
  if (status !== 0 && Object.values(counts).every(({ failed }) => failed === 0)) counts[names[0]].failed += 1;
  return counts;
}
