/** The link between the extension host (or the command line) and the engine. One declaration for both ends. */
import { NotificationType, RequestType } from "vscode-jsonrpc";
import type { SourceLocation } from "../errors.ts";
import type { RewardParameters } from "../rewards/reward.ts";
import type { BranchPlace } from "./branch.ts";
import type { CompareRequest, ComparisonEvent, ComparisonResult } from "./comparison.ts";
import type { DeviceChecks } from "./devices.ts";
import type { GoOnUntil } from "./goOn.ts";
import type { Modality } from "./modality.ts";
import type { ModelFact, ModelInfo } from "./modelInfo.ts";
import type { OpeningLimits, RewardLimits } from "./limits.ts";
import type { RunSpecification } from "./specification.ts";
import type { DebugReport, DebugRequest, InspectedReward } from "./rewardDebug.ts";
import type { JudgeRequest, Judgement, ReplayReport, ReplayRequest } from "./replay.ts";
import type { ProfileReport, ScoreReport, ScoreRequest } from "./rewardScores.ts";
import type { RewardTestReport, TestRewardRequest } from "./rewardTests.ts";
import type { RunEvent, RunResult, WireError } from "./run.ts";
import type { SweepEvent, SweepRequest, SweepResult } from "./sweep.ts";
import type { TeachReport, TeachRequest } from "./teaching.ts";
import type { StepVotes } from "./votes.ts";

/** Said once, before anything else. Paths are absolute. */
export interface EngineSettings {
  /** Folders whose sub-folders are models, in the order in which they are searched. */
  readonly modelFolders: readonly string[];
  /** Those of them that come with FK Steering. */
  readonly embeddedModelFolders: readonly string[];
  /** Folders that reward code may be read from (workspace folders); empty in an untrusted workspace. */
  readonly rewardFolders: readonly string[];
  /** False: workspace rewards are refused. */
  readonly trusted: boolean;
  readonly reward: RewardLimits;
  /** Rows of a run of an image model's denoiser, of which an image with guidance takes two; undefined: what suits the device. */
  readonly imageChunk: number | undefined;
  /** What opening may take, of models that do not come with FK Steering. */
  readonly opening: OpeningLimits;
  /** Bytes of states that a run file keeps of steps before the newest; absent: `defaultStateLimit`. */
  readonly stateLimit?: number;
  /** Where measurements of this machine may be kept between runs; undefined: nowhere. */
  readonly cacheFolder: string | undefined;
  /** Where CUDA's libraries lie that the person has; absent: beside ONNX Runtime. An engine takes the first that it is told. */
  readonly cudaFolder?: string | undefined;
}

export interface RewardInfo {
  readonly name: string;
  readonly source:
    | { readonly kind: "builtin"; readonly name: string }
    | { readonly kind: "file"; readonly path: string };
  readonly accepts: Modality;
  readonly description: string;
  readonly hardConstraint: boolean;
  readonly parameters: RewardParameters;
  /** Only of a metric, which steers nothing: the reward whose outputs it judges. */
  readonly judges?: string;
}

/** A finding of the reward compiler. Lines and columns count from 1. */
export interface RewardDiagnostic {
  readonly location: SourceLocation;
  /** Column just after the finding, on the same line. */
  readonly endColumn: number;
  readonly severity: "error" | "warning";
  readonly message: string;
}

/** What compiling a reward file found. */
export interface RewardCheck {
  readonly diagnostics: readonly RewardDiagnostic[];
  /** Hash of the compiled code, hexadecimal, as a run's file has it; undefined where it does not compile. */
  readonly sha256: string | undefined;
  /** Absolute paths of the files that it is made of, where it compiles: a change of one may change the reward. */
  readonly inputs: readonly string[];
}

export interface StartRun {
  readonly id: string;
  readonly specification: RunSpecification;
  /** Where to append the run; undefined: nowhere. */
  readonly runFile: string | undefined;
  /** Where in another run it begins; absent: from noise. */
  readonly from?: BranchPlace | undefined;
  /** The file of a run that this one repeats: it is made as that was, and compared with it. */
  readonly repeats?: string | undefined;
  /** What the person was told before, for the run file. */
  readonly warnings?: readonly string[];
}

/** A run that was cut off or waits, in its own files. */
export interface ResumeRun {
  readonly id: string;
  readonly runFile: string;
  /** Of a run that waits: what the person says of its particles. Absent: they are selected from as they are. */
  readonly votes?: StepVotes | undefined;
}

/** A run that came to its end, in its own files. */
export interface GoOnRun extends ResumeRun {
  readonly until: GoOnUntil;
}

/** Everything that the engine is asked, by method: what it takes and what it gives. */
export interface EngineRequests {
  "engine/configure"(settings: EngineSettings): void;
  "models/list"(): ModelInfo[];
  /** What is known of a model, by its name or its folder, before it is loaded. Rejects with what is wrong with its folder. */
  "models/show"(request: { readonly model: string }): ModelFact[];
  /** Tries every device of this machine with a model, each in a child of its own. Waits its turn, since what runs beside it would be measured, too. */
  "devices/check"(request: { readonly model: string }): DeviceChecks;
  /** The built-in ones. */
  "rewards/list"(): RewardInfo[];
  /** Compiles a reward file and loads it in its sandbox: what it declares. */
  "rewards/describe"(request: { readonly path: string }): RewardInfo;
  /** Compiles a reward file without running it. */
  "rewards/check"(request: { readonly path: string; readonly text?: string }): RewardCheck;
  /** Compiles a reward file and scores its fixtures in its sandbox. Rejects as `rewards/describe` does. */
  "rewards/test"(request: TestRewardRequest): RewardTestReport;
  /** Rejects with what a reward can throw. */
  "rewards/score"(request: ScoreRequest): ScoreReport;
  /** Scores the samples in batches of several sizes and tells where the time goes. Rejects with what a reward can throw. */
  "rewards/profile"(request: ScoreRequest): ProfileReport;
  /** Scores one kept sample once a debugger has come to the reward's process; cancelling ends that. Rejects with what a reward can throw. */
  "rewards/debug"(request: DebugRequest): DebugReport;
  /** Resolves when the run has ended; cancelling stops it. Rejects with `run-paused` where it waits for votes. One at a time: the others wait. */
  "run/start"(start: StartRun): RunResult;
  /** Goes on with a run that was cut off, from its last scored step. Resolves and waits as `run/start` does. */
  "run/resume"(request: ResumeRun): RunResult;
  /** A run that goes on is to stop once its next scored step is kept whole; nothing where there is none of that id. Its own call rejects then. */
  "run/halt"(request: { readonly id: string }): void;
  /** Goes on with a run that came to its end, with particle Gibbs from its own paths. Resolves and waits as `run/start` does; what it came to before it is stopped stays. */
  "run/goOn"(request: GoOnRun): RunResult;
  /** A finished run under its rewards as they are now, without a call of the denoiser. Waits its turn as a run does. */
  "run/replay"(request: ReplayRequest): ReplayReport;
  /** What a run's votes teach, as a reward that is still to be written. Rejects with `run-file` where there are none to learn from. */
  "run/teach"(request: TeachRequest): TeachReport;
  /** Its final particles by a reward that did not steer them. Waits its turn as a run does. */
  "run/judge"(request: JudgeRequest): Judgement;
  /** Waits its turn as a run does. Resolves when all seeds are done; cancelling stops it, and nothing is kept. */
  "comparison/start"(request: CompareRequest): ComparisonResult;
  /** Waits its turn as a run does. Resolves when every cell has ended; cancelling stops it, and what had ended stays on record. */
  "sweep/start"(request: SweepRequest): SweepResult;
}

export type EngineMethod = keyof EngineRequests;
export type EngineParameters<Method extends EngineMethod> = Parameters<EngineRequests[Method]>[0];
export type EngineAnswer<Method extends EngineMethod> = ReturnType<EngineRequests[Method]>;

/** The engine from where it is asked: in one's own process or behind a channel. */
export interface EngineCalls {
  /** Rejects with `AbortError` once the signal is aborted. */
  call<Method extends EngineMethod>(
    method: Method,
    parameters: EngineParameters<Method>,
    signal?: AbortSignal,
  ): Promise<EngineAnswer<Method>>;
}

/** A request to the engine as it goes through a connection. */
export function engineRequest<Method extends EngineMethod>(
  method: Method,
): RequestType<EngineParameters<Method>, EngineAnswer<Method>, WireError> {
  return new RequestType(method);
}

/** What the engine tells, unasked, of a run, a comparison or a sweep that goes on. */
export interface EngineListener {
  readonly onRunEvent: (id: string, event: RunEvent) => void;
  readonly onComparisonEvent: (id: string, event: ComparisonEvent) => void;
  readonly onSweepEvent: (id: string, event: SweepEvent) => void;
  /** A reward that is debugged waits for its debugger. */
  readonly onInspected: (id: string, inspected: InspectedReward) => void;
}

export const runEvent = new NotificationType<{ readonly id: string; readonly event: RunEvent }>("run/event");
export const comparisonEvent = new NotificationType<{ readonly id: string; readonly event: ComparisonEvent }>(
  "comparison/event",
);
export const sweepEvent = new NotificationType<{ readonly id: string; readonly event: SweepEvent }>("sweep/event");
export const rewardInspected = new NotificationType<{ readonly id: string; readonly inspected: InspectedReward }>(
  "rewards/inspected",
);
/** A line for the output channel. */
export const engineLog = new NotificationType<{ readonly level: "info" | "warn" | "error"; readonly message: string }>(
  "engine/log",
);
