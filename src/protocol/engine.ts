/** The link between the extension host (or the command line) and the engine. One declaration for both ends. */
import { NotificationType, RequestType, RequestType0 } from "vscode-jsonrpc";
import type { SourceLocation } from "../errors.ts";
import type { RewardParameters } from "../rewards/reward.ts";
import type { ModelInfo } from "./modelInfo.ts";
import type { RewardLimits } from "./rewardLimits.ts";
import type { RunEvent, RunResult, WireError } from "./run.ts";
import type { RunSpecification } from "./specification.ts";

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
  /** Where measurements of this machine may be kept between runs; undefined: nowhere. */
  readonly cacheFolder: string | undefined;
}

export interface RewardInfo {
  readonly name: string;
  readonly source:
    | { readonly kind: "builtin"; readonly name: string }
    | { readonly kind: "file"; readonly path: string };
  readonly accepts: "text" | "image";
  readonly description: string;
  readonly hardConstraint: boolean;
  readonly parameters: RewardParameters;
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
  /** Of the compiled code, hexadecimal, as a run's file has it; undefined where it does not compile. */
  readonly sha256: string | undefined;
  /** Absolute paths of the files that it is made of, where it compiles: a change of one may change the reward. */
  readonly inputs: readonly string[];
}

export interface StartRun {
  readonly id: string;
  readonly specification: RunSpecification;
  /** Where to append the run; undefined: nowhere. */
  readonly runFile: string | undefined;
}

export const configure = new RequestType<EngineSettings, void, WireError>("engine/configure");
export const listModels = new RequestType0<ModelInfo[], WireError>("models/list");
export const listBuiltinRewards = new RequestType0<RewardInfo[], WireError>("rewards/list");
/** Compiles a reward file and loads it in its sandbox: what it declares. */
export const describeReward = new RequestType<{ readonly path: string }, RewardInfo, WireError>("rewards/describe");
/** Compiles a reward file without running it. */
export const checkReward = new RequestType<{ readonly path: string; readonly text?: string }, RewardCheck, WireError>(
  "rewards/check",
);
/** Resolves when the run has ended; its cancellation token stops it. */
export const startRun = new RequestType<StartRun, RunResult, WireError>("run/start");
export const runEvent = new NotificationType<{ readonly id: string; readonly event: RunEvent }>("run/event");
/** A line for the output channel. */
export const engineLog = new NotificationType<{ readonly level: "info" | "warn" | "error"; readonly message: string }>(
  "engine/log",
);
