/** Runs inside the extension host: collects the bundled test files beside it and reports to a file. Knows no feature. */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Mocha from "mocha";

interface Failure {
  title: string;
  message: string;
}

/** What VS Code calls; rejects when a test failed. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", timeout: 60_000, reporter: QuietReporter });
  const only = process.env["FK_STEERING_TEST_FILTER"];
  if (only !== undefined) mocha.grep(only);
  for (const name of readdirSync(__dirname)) {
    if (name.endsWith(".test.cjs")) mocha.addFile(join(__dirname, name));
  }
  const failed = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failed > 0) throw new Error(`${failed} failed`);
}

/** One tagged line a test, so that the runner can tell them from the workbench's own, and a summary file at the end. */
class QuietReporter extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const failures: Failure[] = [];
    const print = (line: string): void => console.log(`[test] ${line}`);
    runner.on("pass", (test) => {
      counts.passed += 1;
      print(` ✓ ${test.fullTitle()} (${test.duration ?? 0} ms)`);
    });
    runner.on("pending", () => (counts.skipped += 1));
    runner.on("fail", (test, error: Error) => {
      counts.failed += 1;
      failures.push({ title: test.fullTitle(), message: error.stack ?? error.message });
      print(` ✗ ${test.fullTitle()}\n${error.stack ?? error.message}`);
    });
    runner.once("end", () => {
      const file = process.env["FK_STEERING_TEST_RESULTS"];
      if (file !== undefined) writeFileSync(file, JSON.stringify({ ...counts, failures }));
    });
  }
}
