/** One run of fixtures in the Testing view: files one after the other, each in the engine, results at their lines. */
import * as vscode from "vscode";
import { SteeringError, isAbort, messageOf } from "../../errors.ts";
import type { FixtureResult, RewardTestReport, TestRewardRequest } from "../../protocol/rewardTests.ts";
import { locationOf } from "./places.ts";
import { refuseUntrusted } from "../rewards/refuseUntrusted.ts";

/** Asks the engine. */
export type TestFile = (request: TestRewardRequest, signal: AbortSignal) => Promise<RewardTestReport>;

export interface FixtureOutcome {
  readonly passed: number;
  readonly failed: number;
  /** Why a file's fixtures could not be run, a sentence each. */
  readonly errors: readonly string[];
}

export interface FixtureRunOptions {
  readonly run: vscode.TestRun;
  /** Files, fixtures of files, or both. */
  readonly items: readonly vscode.TestItem[];
  readonly excluded: readonly vscode.TestItem[];
  readonly token: vscode.CancellationToken;
  readonly test: TestFile;
  /** An item for a fixture that could not be read off the file's text. */
  readonly addFixture: (file: vscode.TestItem, index: number, name: string) => vscode.TestItem;
  readonly learnInputs: (path: string, inputs: readonly string[]) => void;
}

/** Never rejects: what goes wrong is a result. */
export async function runFixtures(options: FixtureRunOptions): Promise<FixtureOutcome> {
  const { run, items, token } = options;
  const stop = new AbortController();
  const cancelled = [token, run.token].map((one) => one.onCancellationRequested(() => stop.abort()));
  const tally = { passed: 0, failed: 0, errors: [] as string[] };
  try {
    for (const [file, chosen] of byFile(items)) {
      if (stop.signal.aborted) break;
      await runFile(options, file, chosen, stop.signal, tally);
    }
  } finally {
    for (const listener of cancelled) listener.dispose();
    run.end();
  }
  return tally;
}

/** The fixtures that are wanted of each file; undefined: all. */
function byFile(items: readonly vscode.TestItem[]): Map<vscode.TestItem, readonly vscode.TestItem[] | undefined> {
  const files = new Map<vscode.TestItem, readonly vscode.TestItem[] | undefined>();
  for (const item of items) if (item.parent === undefined) files.set(item, undefined);
  for (const item of items) {
    const file = item.parent;
    if (file === undefined || (files.has(file) && files.get(file) === undefined)) continue;
    files.set(file, [...(files.get(file) ?? []), item]);
  }
  return files;
}

async function runFile(
  { run, excluded, test, addFixture, learnInputs }: FixtureRunOptions,
  file: vscode.TestItem,
  chosen: readonly vscode.TestItem[] | undefined,
  signal: AbortSignal,
  tally: { passed: number; failed: number; errors: string[] },
): Promise<void> {
  if (excluded.includes(file)) return;
  const known = chosen ?? [...file.children].map(([, child]) => child);
  const wanted = known.filter((item) => !excluded.includes(item));
  const isPart = chosen !== undefined || wanted.length < known.length;
  const path = file.uri!.fsPath;
  for (const item of wanted) run.started(item);
  try {
    refuseUntrusted(path);
    const indices = wanted.map(indexOf);
    const report = await test({ path, ...(isPart ? { fixtures: indices } : {}) }, signal);
    learnInputs(path, report.inputs);
    for (const line of report.log) run.appendOutput(`${report.reward}: ${line.replaceAll(/\r?\n/gu, "\r\n")}\r\n`);
    for (const result of report.fixtures) {
      const item = childOf(file, result.index) ?? addFixture(file, result.index, result.name);
      show(run, item, result);
      if (result.passed) tally.passed += 1;
      else tally.failed += 1;
    }
    const missing = wanted.filter((item) => !report.fixtures.some(({ index }) => index === indexOf(item)));
    for (const item of missing) run.skipped(item);
    if (report.fixtures.length === 0 && !isPart) run.skipped(file);
  } catch (error) {
    if (isAbort(error)) {
      for (const item of wanted) run.skipped(item);
      return;
    }
    tally.errors.push(messageOf(error));
    const message = new vscode.TestMessage(messageOf(error));
    const place = error instanceof SteeringError ? error.details.location : undefined;
    if (place !== undefined) message.location = locationOf(place);
    else if (file.uri !== undefined && file.range !== undefined)
      message.location = new vscode.Location(file.uri, file.range);
    for (const item of wanted.length === 0 ? [file] : wanted) run.errored(item, message);
    run.appendOutput(`${messageOf(error)}\r\n`);
  }
}

function show(run: vscode.TestRun, item: vscode.TestItem, result: FixtureResult): void {
  const { passed, expected, actual, message, location, milliseconds } = result;
  if (passed) {
    run.passed(item, milliseconds);
    run.appendOutput(`✓ ${message}\r\n`, undefined, item);
    return;
  }
  const told = vscode.TestMessage.diff(message, expected, actual);
  if (location !== undefined) told.location = locationOf(location);
  run.failed(item, told, milliseconds);
  run.appendOutput(`✗ ${message}\r\n`, undefined, item);
}

function indexOf(item: vscode.TestItem): number {
  return Number(item.id.slice(item.id.lastIndexOf("#") + 1));
}

function childOf(file: vscode.TestItem, index: number): vscode.TestItem | undefined {
  return file.children.get(`${file.id}#${index}`);
}
