/** A run from its specification to its result: opens what it needs, steers, keeps the run file whatever happens. */
import { SteeringError, isAbort, messageOf } from "../errors.ts";
import type { EngineSettings, StartRun } from "../protocol/engine.ts";
import type { RunEvent, RunResult } from "../protocol/run.ts";
import type { RunSpecification } from "../protocol/specification.ts";
import type { RunFileEnd } from "../runfile/format.ts";
import { openRunFile } from "../runfile/write.ts";
import { findModel } from "../runtime/modelFolders.ts";
import type { ModelStore } from "./modelStore.ts";
import { openReward } from "./reward/openReward.ts";
import type { OpenReward } from "./reward/opened.ts";
import { runHeader } from "./runHeader.ts";
import { createStopwatch } from "./stopwatch.ts";
import { textRun } from "./textRun.ts";

export interface RunOptions {
  readonly settings: EngineSettings;
  readonly models: ModelStore;
  readonly signal: AbortSignal;
  readonly emit: (event: RunEvent) => void;
}

/** Throws the errors of models, rewards and run files, and `AbortError` when stopped. */
export async function run({ specification, runFile }: StartRun, options: RunOptions): Promise<RunResult> {
  const { settings, models, signal, emit } = options;
  const stopwatch = createStopwatch();
  const info = await findModel(specification.model, settings.modelFolders, settings.embeddedModelFolders);
  emit({ kind: "loading", message: `Loading ${info.title}` });
  await using opened = new AsyncDisposableStack();
  // Rewards first: a mistake in one's own code should show before a large model has been loaded.
  const rewards = await openRewards(specification, options, opened);
  const model = await models.open(info, {
    device: specification.device,
    signal,
    cacheFolder: settings.cacheFolder,
  });
  const file = runFile === undefined ? undefined : opened.use(await openRunFile(runFile));
  await file?.write(runHeader(specification, model, rewards));
  const loading = stopwatch.total();
  emit({
    kind: "started",
    device: model.device,
    sandboxed: rewards.every((reward) => reward.sandboxed),
    steps: specification.steps,
  });
  try {
    const outcome = await textRun(specification, model, rewards, { signal, emit, file });
    const seconds = { total: stopwatch.total(), loading, ...outcome.seconds };
    await file?.write({ ...outcome, kind: "end", outcome: "done", seconds });
    return { ...outcome, seconds, specification, device: model.device, runFile };
  } catch (error) {
    await file?.write(endOf(error));
    throw error;
  }
}

async function openRewards(
  specification: RunSpecification,
  { settings, signal, emit }: RunOptions,
  opened: AsyncDisposableStack,
): Promise<OpenReward[]> {
  const rewards: OpenReward[] = [];
  for (const choice of specification.rewards) {
    const name = choice.source.kind === "builtin" ? choice.source.name : choice.source.path;
    const onLog = (message: string): void => emit({ kind: "log", reward: name, message });
    // One after the other: an error names the first reward that is wrong, every time.
    const reward = opened.use(await openReward(choice, { settings, signal, onLog }));
    for (const message of reward.warnings) emit({ kind: "warning", message });
    rewards.push(reward);
  }
  return rewards;
}

function endOf(error: unknown): RunFileEnd {
  if (isAbort(error)) return { kind: "end", outcome: "stopped" };
  const { code, details } = error instanceof SteeringError ? error : { code: "internal", details: {} };
  return { kind: "end", outcome: "failed", error: { code, message: messageOf(error), details: { ...details } } };
}
