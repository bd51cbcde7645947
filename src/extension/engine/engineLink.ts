/**
 * A running engine as typed calls. Loaded when the engine is first needed: the RPC library alone is half of all that the
 * extension consists of. Knows not VS Code.
 */
import { call, call0 } from "../../protocol/call.ts";
import {
  comparisonEvent,
  startComparison,
  type CompareRequest,
  type ComparisonEvent,
  type ComparisonResult,
} from "../../protocol/comparison.ts";
import {
  checkReward,
  configure,
  describeReward,
  engineLog,
  listBuiltinRewards,
  listModels,
  runEvent,
  startRun,
  type EngineSettings,
  type RewardCheck,
  type RewardInfo,
  type StartRun,
} from "../../protocol/engine.ts";
import type { ModelInfo } from "../../protocol/modelInfo.ts";
import type { RunEvent, RunResult } from "../../protocol/run.ts";
import {
  profileReward,
  scoreTexts,
  type ProfileReport,
  type ScoreReport,
  type ScoreRequest,
} from "../../protocol/rewardScores.ts";
import { testReward, type RewardTestReport, type TestRewardRequest } from "../../protocol/rewardTests.ts";
import type { EngineLog } from "./engineLog.ts";
import { startEngineProcess, type EngineExit, type EngineProcess } from "./engineProcess.ts";

export interface EngineLinkOptions {
  /** Absolute path of the engine's bundle. */
  readonly script: string;
  readonly log: EngineLog;
  /** What the engine tells of its runs. */
  readonly onRunEvent: (id: string, event: RunEvent) => void;
  readonly onComparisonEvent: (id: string, event: ComparisonEvent) => void;
}

export function startEngineLink({ script, log, onRunEvent, onComparisonEvent }: EngineLinkOptions): EngineLink {
  const engine = startEngineProcess(script, (line) => log.warn(`engine: ${line}`));
  log.info(`Engine started (process ${engine.pid ?? "none"}).`);
  engine.connection.onNotification(engineLog, ({ level, message }) => log[level](message));
  engine.connection.onNotification(runEvent, ({ id, event }) => onRunEvent(id, event));
  engine.connection.onNotification(comparisonEvent, ({ id, event }) => onComparisonEvent(id, event));
  engine.connection.listen();
  return new EngineLink(engine);
}

export class EngineLink implements Disposable {
  readonly #process: EngineProcess;

  constructor(engine: EngineProcess) {
    this.#process = engine;
  }

  /** Resolves once it has ended; by then every pending call has been rejected. */
  get exited(): Promise<EngineExit> {
    return this.#process.exited;
  }

  configure(settings: EngineSettings): Promise<void> {
    return call(this.#process.connection, configure, settings);
  }

  listModels(): Promise<ModelInfo[]> {
    return call0(this.#process.connection, listModels);
  }

  listBuiltinRewards(): Promise<RewardInfo[]> {
    return call0(this.#process.connection, listBuiltinRewards);
  }

  describeReward(path: string): Promise<RewardInfo> {
    return call(this.#process.connection, describeReward, { path });
  }

  checkReward(path: string): Promise<RewardCheck> {
    return call(this.#process.connection, checkReward, { path });
  }

  testReward(request: TestRewardRequest, signal: AbortSignal): Promise<RewardTestReport> {
    return call(this.#process.connection, testReward, request, signal);
  }

  scoreTexts(request: ScoreRequest, signal: AbortSignal): Promise<ScoreReport> {
    return call(this.#process.connection, scoreTexts, request, signal);
  }

  profileReward(request: ScoreRequest, signal: AbortSignal): Promise<ProfileReport> {
    return call(this.#process.connection, profileReward, request, signal);
  }

  run(start: StartRun, signal: AbortSignal): Promise<RunResult> {
    return call(this.#process.connection, startRun, start, signal);
  }

  compare(request: CompareRequest, signal: AbortSignal): Promise<ComparisonResult> {
    return call(this.#process.connection, startComparison, request, signal);
  }

  /** Ends it at once, in the middle of whatever it does. */
  kill(): void {
    this.#process.kill();
  }

  [Symbol.dispose](): void {
    this.#process[Symbol.dispose]();
  }
}
