/** Scoring texts outside of a run, and what that costs. */
import type { RewardTextSample } from "../rewards/reward.ts";
import type { RewardChoice } from "./specification.ts";

export interface ScoreRequest {
  /** Its weight counts for nothing. */
  readonly reward: RewardChoice;
  readonly samples: readonly RewardTextSample[];
}

export interface ScoreReport {
  readonly name: string;
  /** Hash of the code that scored. */
  readonly sha256: string;
  /** In the order of the samples; −∞ under a hard constraint. */
  readonly scores: readonly number[];
  /** What the reward logged. */
  readonly log: readonly string[];
}

/** One call of a reward's `score`. */
export interface ProfiledCall {
  readonly samples: number;
  readonly milliseconds: number;
  /** Calls of `models.*` in it, and texts in all of them. */
  readonly asks: number;
  readonly asked: number;
  /** Milliseconds inside the models. */
  readonly modelMilliseconds: number;
}

export interface ProfileReport {
  readonly name: string;
  /** Compiling it, starting its process, loading it. */
  readonly openingMilliseconds: number;
  /** Calls with one sample, with all, and with all again. */
  readonly calls: readonly ProfiledCall[];
  /** What would make it faster, in a sentence. */
  readonly hint: string | undefined;
}
