/** A finished run under its rewards as their code is now, from what was kept of it. Types only. */

import type { RewardChoice } from "./specification.ts";

export interface ReplayRequest {
  readonly runFile: string;
}

/** What another reward says of a finished run's final particles. */
export interface JudgeRequest extends ReplayRequest {
  readonly reward: RewardChoice;
}

export interface Judgement {
  /** Its name. */
  readonly reward: string;
  /** In the order of the particles; −∞ under a hard constraint. */
  readonly scores: readonly number[];
}

/** A final particle. */
export interface ReplayedParticle {
  readonly index: number;
  /** Index of its group. */
  readonly group: number;
  /** As the run had it. */
  readonly reward: number;
  readonly weight: number;
  /** By the code as it is now: all rewards together, and each one's own number. */
  readonly rewardNow: number;
  readonly partsNow: readonly number[];
  /** Exact importance weight, normalised: W · exp(λ (r′ − r)). */
  readonly weightNow: number;
}

/** One group at a scored step: the same particles, weighed by the rewards as they are now. */
export interface ReplayedStanding {
  readonly ess: number;
  readonly resampled: boolean;
  readonly essNow: number;
  readonly resampledNow: boolean;
  /** Particles that went on, and would not have. */
  readonly lost: readonly number[];
  /** Particles that died, and would have gone on. */
  readonly saved: readonly number[];
}

export interface ReplayReport {
  /** SHA-256 of the code of each reward, in the order of the specification. */
  readonly rewardVersions: readonly string[];
  readonly particles: readonly ReplayedParticle[];
  /** By group: effective sample size of the exact weights. */
  readonly ess: readonly number[];
  readonly steps: readonly { readonly step: number; readonly groups: readonly ReplayedStanding[] }[];
  /** From this step on nothing is told of the way: what was scored there was not kept. */
  readonly unknownFrom: number | undefined;
  readonly seconds: number;
}
