/** `fk-steer test`: the fixtures of reward files, as a list or as JSON, with an exit code for scripts. */
import { glob, readdir, stat } from "node:fs/promises";
import { basename, relative, resolve } from "node:path";
import { createEngine, type Engine } from "../../engine/engine.ts";
import { SteeringError, isAbort, messageOf, type SourceLocation } from "../../errors.ts";
import type { FixtureResult, RewardTestReport } from "../../protocol/rewardTests.ts";
import { engineSettings } from "../engineFolders.ts";
import { parseFlags, type Command, type Flag } from "../flags/flags.ts";
import { print, printJson } from "../print/terminal.ts";

const flags: readonly Flag[] = [
  { name: "json", kind: "switch", description: "Print one JSON object and nothing else" },
];

/** A reward file that was tested, or could not be. */
interface Tested {
  readonly path: string;
  readonly report?: RewardTestReport;
  readonly error?: unknown;
}

export const testCommand: Command = {
  name: "test",
  usage: "<file|folder|pattern> … [--json]",
  description:
    "Runs the fixtures of reward files: texts that have to score better than others, or within bounds. Ends with 1 where one fails or a file cannot be loaded, with 2 where no file matches.",
  flags,
  examples: ["fk-steer test rewards/cheerful.reward.ts", "fk-steer test 'rewards/**/*.reward.ts' --json"],
  async run(args, signal) {
    const parsed = parseFlags(args, flags, { takesWords: true });
    const paths = await rewardFiles(parsed.positionals);
    await using engine = createEngine();
    await engine.call("engine/configure", engineSettings({ rewards: paths.map(choiceOf) }));
    const tested: Tested[] = [];
    for (const path of paths) {
      const one = await testFile(engine, path, signal);
      tested.push(one);
      if (!parsed.has("json")) print(fileText(one));
    }
    if (parsed.has("json")) printJson(jsonOf(tested));
    else print(summary(tested));
    return tested.every(passed) ? 0 : 1;
  },
};

async function testFile(engine: Engine, path: string, signal: AbortSignal): Promise<Tested> {
  try {
    return { path, report: await engine.call("rewards/test", { path }, signal) };
  } catch (error) {
    if (isAbort(error)) throw error;
    return { path, error };
  }
}

/** Files as they are, folders for all rewards in them, and patterns, which not every shell expands. */
async function rewardFiles(names: readonly string[]): Promise<string[]> {
  if (names.length === 0) {
    throw new SteeringError(
      "specification-invalid",
      "Name the rewards to test: files, folders or a pattern such as 'rewards/**/*.reward.ts'.",
    );
  }
  const found: string[] = [];
  for (const name of names) {
    const there = await stat(name).catch(() => undefined);
    // A pattern finds nothing in a folder that may not be read, and does not say so.
    if (there?.isDirectory() === true) await readdir(name);
    const paths: string[] = there?.isFile() === true ? [name] : [];
    if (there?.isFile() !== true) {
      // A folder's own name may hold what patterns are made of.
      const [pattern, cwd] = there?.isDirectory() === true ? ["**/*.reward.ts", resolve(name)] : [name, process.cwd()];
      for await (const path of glob(pattern, { cwd, exclude: isForeign })) {
        if (path.endsWith(".ts")) paths.push(resolve(cwd, path));
      }
    }
    if (paths.length === 0) {
      throw new SteeringError(
        "reward-missing",
        `No reward file matches ${name}. Name a .reward.ts file, a folder of them or a pattern.`,
      );
    }
    found.push(...paths.map((path) => resolve(path)).toSorted());
  }
  return [...new Set(found)];
}

function isForeign(name: string): boolean {
  return ["node_modules", ".git"].includes(basename(name));
}

function choiceOf(path: string): {
  source: { kind: "file"; path: string };
  weight: number;
  parameters: Record<string, never>;
} {
  return { source: { kind: "file", path }, weight: 1, parameters: {} };
}

function passed({ report }: Tested): boolean {
  return report !== undefined && report.fixtures.every((fixture) => fixture.passed);
}

function fileText({ path, report, error }: Tested): string {
  const heading = relative(process.cwd(), path) || path;
  if (report === undefined) {
    return `${heading}\n  ✗ ${messageOf(error)}${at(error instanceof SteeringError ? error.details.location : undefined)}\n`;
  }
  if (report.fixtures.length === 0) return `${heading}\n  – it has no fixtures\n`;
  return `${[heading, ...report.fixtures.map(fixtureText)].join("\n")}\n`;
}

function fixtureText({ name, passed: isPassed, actual, message, location }: FixtureResult): string {
  return isPassed ? `  ✓ ${name} (${actual})` : `  ✗ ${name}\n      ${message}${at(location)}`;
}

function at(location: SourceLocation | undefined): string {
  if (location === undefined) return "";
  return `\n      at ${relative(process.cwd(), location.file)}:${location.line}:${location.column}`;
}

function summary(tested: readonly Tested[]): string {
  const fixtures = tested.flatMap(({ report }) => report?.fixtures ?? []);
  const failed = fixtures.filter((fixture) => !fixture.passed).length;
  const unloaded = tested.filter(({ report }) => report === undefined).length;
  const parts = [
    `${fixtures.length - failed} passed`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(unloaded === 0 ? [] : [`${unloaded} ${unloaded === 1 ? "reward" : "rewards"} could not be loaded`]),
  ];
  return `\n${parts.join(", ")} (${tested.length} ${tested.length === 1 ? "reward" : "rewards"})\n`;
}

function jsonOf(tested: readonly Tested[]): object {
  const rewards = tested.map((one) => {
    const { path, report, error } = one;
    if (report !== undefined) return { path, reward: report.reward, passed: passed(one), fixtures: report.fixtures };
    const location = error instanceof SteeringError ? error.details.location : undefined;
    return {
      path,
      passed: false,
      error: { message: messageOf(error), ...(location === undefined ? {} : { location }) },
    };
  });
  return { passed: tested.every(passed), rewards };
}
