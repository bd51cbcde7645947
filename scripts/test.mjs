/**
 * `npm test`: sets up what is missing, then checks, builds and runs every suite, and ends with "N passed, N failed".
 * `npm test -- unit ui` runs those suites alone; what follows a second `--` goes to vitest (or, for host, is matched
 * against titles).
 */
import { buildStep } from "./lib/build.mjs";
import { check } from "./check.mjs";
import { codeServerSteps } from "./lib/codeServer.mjs";
import { dependenciesStep } from "./lib/dependencies.mjs";
import { runHostTests } from "./lib/hostTests.mjs";
import { pinnedStep } from "./lib/pinned.mjs";
import { continueUnderSupportedNode } from "./lib/supportedNode.mjs";
import { Failure, main } from "./lib/process.mjs";
import { runSteps } from "./lib/progress.mjs";
import { softwareVulkanStep } from "./lib/softwareVulkan.mjs";
import { browser, compiler, programsStep } from "./lib/system.mjs";
import { runVitest } from "./lib/vitestSuite.mjs";

const headless = ["unit", "exactness", "golden", "engine"];
const windowed = ["host", "ui"];
const all = ["check", ...headless, ...windowed];
/** A test of the engine waits for its processes as long as it works: of two at a time a core is often idle. */
const threeAtOnce = ["--maxWorkers", "3"];
/** What is built runs under it in tests of the engine, as in the oldest VS Code that is supported. */
const oldestNodeSteps =
  process.platform === "linux" && process.arch === "x64"
    ? [pinnedStep("oldest-node", "Installing the oldest Node that is supported")]
    : [];
/** Takes longer than all the others together: only where it is named (`npm run test:long`). */
const long = "long";

await main(async (args) => {
  await runSteps([dependenciesStep]);
  const elsewhere = await continueUnderSupportedNode(import.meta.url, args);
  if (elsewhere !== undefined) return elsewhere;

  const { suites, rest } = chosen(args);
  const wanted = (name) => suites.includes(name);
  const codeServer = windowed.some(wanted)
    ? [
        programsStep("Installing a C++ compiler and python3", compiler),
        programsStep("Installing Chromium", browser),
        ...codeServerSteps,
      ]
    : [];
  await runSteps([...codeServer, ...(wanted("engine") ? [...oldestNodeSteps, softwareVulkanStep] : [])]);

  const results = {};
  const timed = async (title, run) => {
    process.stdout.write(`\n— ${title}\n`);
    const started = performance.now();
    Object.assign(results, await run());
    process.stdout.write(`— ${title}: ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
  };
  if (wanted("check")) {
    await timed("check", async () => {
      const { passed, failed } = await check();
      return { check: { passed: passed.length, failed: failed.length, skipped: 0 } };
    });
  }
  if (suites.some((name) => name !== "check")) {
    try {
      await runSteps([buildStep]);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      process.stderr.write(`${error.message}\n`);
      return summarise({ ...results, build: { passed: 0, failed: 1, skipped: 0 } });
    }
  }
  const projects = [...headless, long].filter(wanted);
  if (projects.length > 0) await timed(projects.join(", "), () => runVitest(projects, [...threeAtOnce, ...rest]));
  if (wanted("host")) await timed("host", async () => ({ host: await runHostTests({ filter: rest[0] }) }));
  if (wanted("ui")) await timed("ui", () => runVitest(["ui"], rest));
  return summarise(results);
});

function chosen(args) {
  const end = args.indexOf("--");
  const names = end === -1 ? args : args.slice(0, end);
  const unknown = names.filter((name) => ![...all, long].includes(name));
  if (unknown.length > 0)
    throw new Failure(`There is no suite "${unknown[0]}". There are: ${[...all, long].join(", ")}.`);
  return { suites: names.length > 0 ? names : all, rest: end === -1 ? [] : args.slice(end + 1) };
}

/** A suite in which nothing ran has failed: otherwise a broken pattern would look like success. */
function summarise(results) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  process.stdout.write("\n");
  for (const [name, { passed, failed, skipped }] of Object.entries(results)) {
    const empty = passed + failed === 0;
    const note = empty
      ? "ran no test"
      : `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
    process.stdout.write(`  ${name.padEnd(10)} ${note}\n`);
    total.passed += passed;
    total.failed += empty ? 1 : failed;
    total.skipped += skipped;
  }
  process.stdout.write(
    `\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}\n`,
  );
  return total.failed > 0 ? 1 : 0;
}
