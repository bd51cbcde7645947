/** The engine behind its protocol, whatever carries it: a forked process's channel, or the command line in person. */
import type { EngineSettings, RewardCheck, RewardInfo, StartRun } from "../protocol/engine.ts";
import type { ModelInfo } from "../protocol/modelInfo.ts";
import type { CompareRequest, ComparisonEvent, ComparisonResult } from "../protocol/comparison.ts";
import { defaultRewardLimits } from "../protocol/rewardLimits.ts";
import type { RunEvent, RunResult } from "../protocol/run.ts";
import type { ProfileReport, ScoreReport, ScoreRequest } from "../protocol/rewardScores.ts";
import type { RewardTestReport, TestRewardRequest } from "../protocol/rewardTests.ts";
import { listModels } from "../runtime/folders/modelFolders.ts";
import { compare } from "./compare/compare.ts";
import { createModelStore } from "./models/modelStore.ts";
import { checkRewardFile, describeRewardFile, listBuiltins } from "./reward/inspectReward.ts";
import { run } from "./run/run.ts";
import { profileReward, scoreTexts } from "./scoring/scoreTexts.ts";
import { testRewardFile } from "./rewardTests/testRewardFile.ts";
import { createRunQueue } from "./run/runQueue.ts";

export interface Engine extends AsyncDisposable {
  configure(settings: EngineSettings): void;
  models(): Promise<ModelInfo[]>;
  builtinRewards(): RewardInfo[];
  describeReward(path: string, signal: AbortSignal): Promise<RewardInfo>;
  checkReward(path: string, text: string | undefined): Promise<RewardCheck>;
  /** Runs a reward file's fixtures. Rejects as `describeReward` does where it cannot be loaded. */
  testReward(request: TestRewardRequest, signal: AbortSignal): Promise<RewardTestReport>;
  /** Both reject with what a reward can throw. */
  scoreTexts(request: ScoreRequest, signal: AbortSignal): Promise<ScoreReport>;
  profileReward(request: ScoreRequest, signal: AbortSignal): Promise<ProfileReport>;
  /** One run at a time; the others wait. Rejects with `AbortError` when stopped. */
  start(run: StartRun, emit: (event: RunEvent) => void, signal: AbortSignal): Promise<RunResult>;
  /** Waits its turn as a run does. Rejects with `AbortError` when stopped. */
  compare(
    request: CompareRequest,
    emit: (event: ComparisonEvent) => void,
    signal: AbortSignal,
  ): Promise<ComparisonResult>;
}

export function createEngine(): Engine {
  let settings: EngineSettings = {
    modelFolders: [],
    embeddedModelFolders: [],
    rewardFolders: [],
    trusted: false,
    reward: defaultRewardLimits,
    imageChunk: undefined,
    cacheFolder: undefined,
  };
  const models = createModelStore();
  const queue = createRunQueue();
  return {
    configure(next) {
      settings = next;
    },
    models: () => listModels(settings.modelFolders, settings.embeddedModelFolders),
    builtinRewards: listBuiltins,
    describeReward: (path, signal) => describeRewardFile(path, { settings, signal }),
    checkReward: (path, text) => checkRewardFile(path, { settings, ...(text === undefined ? {} : { text }) }),
    testReward: (request, signal) => testRewardFile(request, { settings, signal }),
    scoreTexts: (request, signal) => scoreTexts(request, { settings, signal }),
    profileReward: (request, signal) => profileReward(request, { settings, signal }),
    start(request, emit, signal) {
      return queue.enqueue(() => run(request, { settings, models, signal, emit }), {
        signal,
        onWait: () => emit({ kind: "queued" }),
      });
    },
    compare(request, emit, signal) {
      return queue.enqueue(() => compare(request, { settings, models, signal, emit }), {
        signal,
        onWait: () => emit({ kind: "queued" }),
      });
    },
    [Symbol.asyncDispose]: () => models[Symbol.asyncDispose](),
  };
}
