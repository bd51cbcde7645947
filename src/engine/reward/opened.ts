/** A reward of a run, opened: built in or a file of the workspace, told apart no more. Types only. */
import type { EngineSettings, RewardInfo } from "../../protocol/engine.ts";
import type { ParameterValue, RewardImageSample, RewardModels, RewardTextSample } from "../../rewards/reward.ts";
import type { InspectedReward } from "../../protocol/rewardDebug.ts";
import type { SampleReward } from "../../steering/process.ts";
import type { SandboxEntry } from "./sandbox/sandboxEntry.ts";

export type AnySample = RewardTextSample | RewardImageSample;
export type ParameterRecord = Readonly<Record<string, ParameterValue>>;

/**
 * A reward ready to score, its parameters set. Dispose it when the run ends: a file reward's process ends then.
 * `score` throws the `reward-*` errors, and `AbortError` when stopped; the reward can be used again after either.
 */
export interface OpenReward extends SampleReward<AnySample>, AsyncDisposable {
  readonly info: RewardInfo;
  /** All declared parameters: those that were chosen, and the defaults of the others. */
  readonly parameters: ParameterRecord;
  /** False: the platform could not shut this reward's code off from files and processes. */
  readonly sandboxed: boolean;
  /** Hash of the compiled code, for the run file; a built-in reward's is of its name and version. Hexadecimal. */
  readonly sha256: string;
  /** What the person should know and that stops nothing: compiler warnings. */
  readonly warnings: readonly string[];
  /** Throws `specification-invalid` for a prompt whose samples it cannot score. Absent: there is none such. */
  refuse?(prompt: string): void;
  score(samples: readonly AnySample[], signal: AbortSignal): Promise<Float64Array>;
}

/** What rewards need to know of the engine's settings. */
export type RewardSettings = Pick<EngineSettings, "rewardFolders" | "trusted" | "reward"> &
  Partial<Pick<EngineSettings, "modelFolders" | "embeddedModelFolders" | "opening">>;

export interface OpenRewardOptions {
  readonly settings: RewardSettings;
  /** A line that the reward logged. */
  readonly onLog?: (message: string) => void;
  /** Stops the opening; not the opened reward. */
  readonly signal?: AbortSignal;
  /** What answers `models.*`, where it is not the reward models themselves. */
  readonly models?: RewardModels;
  /** A file's process has an inspector on loopback, and waits for a debugger: told when it does. Absent: it has none. */
  readonly inspect?: (inspected: InspectedReward) => void;
  /** The sandbox's program, where it is not the one beside the engine. */
  readonly entry?: SandboxEntry;
}
