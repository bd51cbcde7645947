/** The link between the engine and a reward's child process. */
import { NotificationType, RequestType } from "vscode-jsonrpc";
import type {
  ParameterValue,
  RewardFixture,
  RewardImageSample,
  RewardParameters,
  RewardTextSample,
} from "../rewards/reward.ts";
import type { Modality } from "./modality.ts";
import type { RewardModelName } from "./rewardModels.ts";
import type { WireError } from "./run.ts";

/** Given to a sandbox's program when its reward may use the network. */
export const networkArgument = "network";
/** Given to one that waits for a debugger before all else, and what it says on its error stream when it does. */
export const debuggedArgument = "debugged";
export const debuggedWaits = "The reward waits for its debugger.";

export interface LoadReward {
  /** For messages: the user's file. */
  readonly name: string;
  /** One ES module with an inline source map. */
  readonly code: string;
}

export interface LoadedReward {
  readonly accepts: Modality;
  readonly description: string;
  readonly hardConstraint: boolean;
  readonly parameters: RewardParameters;
  readonly fixtures: readonly RewardFixture[];
  /** False where the platform cannot deny files, processes and workers. */
  readonly sandboxed: boolean;
}

export interface ScoreBatch {
  readonly samples: readonly (RewardTextSample | RewardImageSample)[];
  readonly parameters: Readonly<Record<string, ParameterValue>>;
}

export interface ModelQuestion {
  readonly model: RewardModelName;
  readonly inputs: readonly unknown[];
  /** The name of a folder among the person's models, and no path, for a model that lies in one. */
  readonly folder?: string;
  /** What else the model is told. */
  readonly asked?: Readonly<Record<string, unknown>>;
}

export const loadReward = new RequestType<LoadReward, LoadedReward, WireError>("reward/load");
export const scoreBatch = new RequestType<ScoreBatch, number[], WireError>("reward/score");
/** Most characters that a model reads at once: it runs in the engine, which must go on answering. */
export const mostCharacters = 1_000_000;
/** Most texts that a model reads at once. */
export const mostTexts = 10_000;
/** Most pixels that a model looks at, at once. */
export const mostPixels = 16_000_000;
/** From the child: ask a built-in reward model. */
export const askModel = new RequestType<ModelQuestion, number[], WireError>("model/ask");
/** From the child: a line that the reward logged. */
export const rewardLog = new NotificationType<{ readonly message: string }>("reward/log");
