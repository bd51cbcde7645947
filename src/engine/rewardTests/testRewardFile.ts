/** `rewards/test`: a reward's fixtures, scored in the reward's own sandbox and judged. */
import { readFile } from "node:fs/promises";
import { SteeringError, isAbort, messageOf, type SourceLocation } from "../../errors.ts";
import type { FixtureResult, RewardTestReport, TestRewardRequest } from "../../protocol/rewardTests.ts";
import { resolveParameters } from "../../rewards/parameters.ts";
import type { RewardFixture, RewardTextSample } from "../../rewards/reward.ts";
import { fixtureName } from "../../rewards/source/fixtureName.ts";
import { wholly } from "../../rewards/source/inPieces.ts";
import { linesOf } from "../../rewards/source/lines.ts";
import { readRewardSource } from "../../rewards/source/rewardSource.ts";
import { loadFileReward, type LoadedFile } from "../reward/fileReward.ts";
import type { OpenRewardOptions } from "../reward/opened.ts";
import { judge, unscored } from "./judgeFixture.ts";

const mostLines = 1000;

/** A failing fixture is a result; what keeps the reward from being loaded is thrown, as by `openReward`. */
export async function testRewardFile(
  { path, fixtures: chosen }: TestRewardRequest,
  options: OpenRewardOptions,
): Promise<RewardTestReport> {
  const log: string[] = [];
  const onLog = (line: string): void => {
    if (log.length < mostLines) log.push(line);
  };
  await using loaded = await loadFileReward(path, { ...options, onLog });
  const places = await placesOf(path);
  const results: FixtureResult[] = [];
  let stuck: unknown;
  for (const [index, fixture] of loaded.sandbox.loaded.fixtures.entries()) {
    if (chosen !== undefined && !chosen.includes(index)) continue;
    const began = performance.now();
    // One after the other: what one of them breaks is its own failure.
    const outcome =
      stuck === undefined ? await outcomeOf(loaded, fixture, options.signal) : unscored(fixture, notRun(stuck));
    if (outcome.error !== undefined && isCostly(outcome.error)) stuck ??= outcome.error;
    const thrownAt = outcome.error instanceof SteeringError ? outcome.error.details.location : undefined;
    results.push({
      index,
      name: fixtureName(fixture, index),
      ...outcome.verdict,
      location: thrownAt ?? places[index],
      milliseconds: performance.now() - began,
    });
  }
  return { reward: loaded.name, path, fixtures: results, inputs: loaded.compiled.inputs, log };
}

interface Outcome {
  readonly verdict: Pick<FixtureResult, "passed" | "expected" | "actual" | "message">;
  readonly error?: unknown;
}

async function outcomeOf(
  { name, sandbox }: LoadedFile,
  fixture: RewardFixture,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  const texts = "better" in fixture ? [fixture.better, fixture.worse] : [fixture.text];
  const samples = texts.map((text) => sampleOf(text, fixture.prompt ?? ""));
  const parameters = resolveParameters(name, sandbox.loaded.parameters, fixture.parameters ?? {});
  try {
    return { verdict: judge(fixture, await sandbox.score(samples, parameters, signal)) };
  } catch (error) {
    if (isAbort(error)) throw error;
    return unscored(fixture, error);
  }
}

function sampleOf(written: string, prompt: string): RewardTextSample {
  return { text: prompt + written, prefix: prompt, generated: written, suffix: "", prompt };
}

/** A reward that ran into its limits once would do so with every fixture, each for seconds. */
function isCostly(error: unknown): boolean {
  return error instanceof SteeringError && ["reward-timeout", "reward-memory", "reward-died"].includes(error.code);
}

function notRun(before: unknown): Error {
  return new Error(`It was not run, for a fixture before it failed: ${messageOf(before)}`);
}

/** Where the fixtures stand in the file, by index; lines and columns count from 1. */
async function placesOf(path: string): Promise<readonly SourceLocation[]> {
  const source = await readFile(path, "utf8").catch(() => "");
  const placeOf = wholly(linesOf(source));
  return wholly(readRewardSource(source)).fixtures.map(({ start }) => {
    const { line, column } = placeOf(start);
    return { file: path, line: line + 1, column: column + 1 };
  });
}
