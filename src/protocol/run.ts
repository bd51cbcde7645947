/** What the engine tells of a run while it goes on and when it ends. */
import type { ErrorCode, ErrorDetails, Sentence } from "../errors.ts";
import type { GoneOn } from "./goOn.ts";
import type { ParticleView } from "./particle.ts";
import type { RunSpecification } from "./specification.ts";

/** A run goes through the steps once, or more often: an unsteered pilot before, refinements after. */
export interface Pass {
  readonly kind: "pilot" | "run" | "refinement";
  /** In 1 … count, over all passes of the run; where it goes on after its end, the iteration. */
  readonly number: number;
  /** Undefined where nobody knows how many there will be. */
  readonly count: number | undefined;
}

/** One step of a run. `scoring` only at scored steps. */
export interface StepEvent {
  readonly kind: "step";
  readonly pass: Pass;
  readonly step: number;
  readonly steps: number;
  readonly scoring: StepScoring | undefined;
  /**
   * What each particle of an image model is heading for, by a quick look without the decoder: small PNG files, base64; not at every step. In the
   * engine they are made when they are read, which is while the event is told: later nobody knows the looks any more.
   */
  readonly previews: readonly string[] | undefined;
  readonly forwardPasses: number;
  readonly secondsLeft: number | undefined;
}

export interface StepScoring {
  /** One a prompt, in the order of the specification. */
  readonly groups: readonly GroupStanding[];
  readonly ancestors: readonly number[];
  readonly particles: readonly ParticleView[];
  /** Log factors that a person's votes put on the weights, one a particle; absent: nobody voted. */
  readonly votes?: readonly number[];
}

/** How one prompt's particles stood at a scored step. */
export interface GroupStanding {
  readonly prompt: string;
  /** In 1 … N, before any resampling. */
  readonly ess: number;
  readonly resampled: boolean;
  /** In a refinement no estimate of log Z. */
  readonly logZ: number;
  /** λ_j */
  readonly strength: number;
  /** Particles of the start that still have descendants. */
  readonly survivors: number;
}

/** A reward's mean and standard deviation over an unsteered pilot. */
export interface RewardScale {
  readonly mean: number;
  readonly scale: number;
}

/** What an iteration of particle Gibbs came to; iteration 0 is the run that is refined. */
export interface IterationResult {
  readonly iteration: number;
  /** Iteration 0: the estimate of log Z. From 1 on log mean weights of a run around a kept path, or from a step of it on: a trace to look at. */
  readonly logZ: number;
  readonly meanReward: number;
  readonly bestReward: number;
  /** The reward of the particle whose path goes on as reference. */
  readonly keptReward: number;
  /** Mean reward by weight, of the steered distribution; undefined where it was not recorded. */
  readonly steeredMean?: number | undefined;
  /** One a group, where there are several: what stands above is the mean over prompts then, of islands by the Ẑ that they had in iteration 0, and their log Z that of all together. */
  readonly groups?: readonly IterationGroup[] | undefined;
}

/** What an iteration came to in one of several prompts or islands. */
export type IterationGroup = Pick<IterationResult, "logZ" | "keptReward" | "steeredMean">;

/** A particle of an earlier iteration. */
export interface BestBefore {
  readonly iteration: number;
  readonly particle: ParticleView;
}

/** How one prompt's particles ended. */
export interface GroupResult {
  readonly prompt: string;
  /** Index of its particle with the highest reward. */
  readonly best: number;
  /** Index of its particle drawn by weight: a draw from the steered distribution. Undefined where none is feasible. */
  readonly draw: number | undefined;
  /** The estimate by the run itself: refinements have none. */
  readonly logZ: number;
  readonly resamplings: number;
  /** Where its prompt has several islands. */
  readonly island?: IslandResult | undefined;
  readonly scored: readonly ScoredStep[];
}

/** One of several islands of a prompt, and what it is of the whole. */
export interface IslandResult {
  /** What its normalised weights are multiplied by: Ẑ_m / Σ Ẑ. */
  readonly share: number;
  /** Of all islands of the prompt together: the log of the mean of their Ẑ. */
  readonly logZ: number;
  /** A draw from all of them is this island's. */
  readonly isDrawn: boolean;
}

/** How a group stood at a scored step. */
export interface ScoredStep {
  readonly step: number;
  readonly ess: number;
  readonly resampled: boolean;
  /** λ_j */
  readonly strength: number;
  readonly survivors: number;
}

/** How a run compares with the one that it repeats. */
export interface Repeated {
  /** Absolute path of that one's file. */
  readonly of: string;
  /** Every record is equal. */
  readonly isSame: boolean;
  /** Names its file, without its folders. */
  readonly message: string;
}

export type RunEvent =
  /** Waiting for the run before it. */
  | { readonly kind: "queued" }
  | { readonly kind: "loading"; readonly message: string }
  | {
      readonly kind: "started";
      readonly device: DeviceReport;
      readonly sandboxed: boolean;
      readonly steps: number;
      /** SHA-256 of the code of each reward, in the order of the specification. */
      readonly rewardVersions: readonly string[];
    }
  /** A run that was cut off goes on; `isSame`: it will be bit for bit what it would have been. */
  | { readonly kind: "resumed"; readonly message: string; readonly isSame: boolean }
  /** A run that repeats another was compared with it. */
  | ({ readonly kind: "repeated" } & Repeated)
  /** Something that the person should know and that stops nothing. */
  | { readonly kind: "warning"; readonly message: string }
  /** The run file cannot be written any more: the run goes on without. */
  | { readonly kind: "unkept"; readonly message: string }
  /** A line that a reward logged. */
  | { readonly kind: "log"; readonly reward: string; readonly message: string }
  | StepEvent;

/** Which execution provider a model runs on, and why not the others. */
export interface DeviceReport {
  readonly provider: string;
  /** What was tried, in order; `reason` is undefined for the one taken. */
  readonly tried: readonly {
    readonly provider: string;
    readonly milliseconds: number | undefined;
    readonly reason: string | undefined;
  }[];
  /** Undefined of a run of format 1. */
  readonly execution?: Execution;
}

/** How a model is run, as far as a result's last bits may depend on it. */
export interface Execution {
  /** Rows of the denoiser that run together, at most: fewer where memory is short. */
  readonly chunk?: number | undefined;
  /** Threads of the CPU that did the arithmetic. */
  readonly threads?: number | undefined;
  /** The kind of number that the network's weights are: "float32". */
  readonly precision?: string | undefined;
  /** Largest difference to the CPU that was measured on one state; undefined on the CPU itself. */
  readonly agreement?: number | undefined;
}

/** Where a run's time went. What is not accounted for is the steering itself, events and the run file. */
export interface RunSeconds {
  readonly total: number;
  /** Inside the model's runtime. */
  readonly model: number;
  /** All rewards together: they score side by side. */
  readonly reward: number;
  /** Each reward by itself, in the order of the specification. */
  readonly rewards: readonly number[];
  /** Making samples of predictions: drawing x̂₀ and turning tokens into text. */
  readonly decode: number;
  /** Loading the model and the rewards. */
  readonly loading: number;
}

/** How a run ended well. */
export interface RunResult {
  readonly specification: RunSpecification;
  readonly particles: readonly ParticleView[];
  /** Index of the particle with the highest reward, of all prompts. */
  readonly best: number;
  /** One a prompt, in the order of the specification. */
  readonly groups: readonly GroupResult[];
  /** What each reward was standardised by, in their order; undefined where rewards counted as they are. */
  readonly scales: readonly RewardScale[] | undefined;
  /** The run and its refinements; empty where nothing was refined. */
  readonly iterations: readonly IterationResult[];
  /** The best particle of all iterations, where it is none of the last one's. */
  readonly bestBefore?: BestBefore | undefined;
  /** Every time that it went on after its end. */
  readonly goneOn?: readonly GoneOn[] | undefined;
  readonly forwardPasses: number;
  readonly seconds: RunSeconds;
  readonly device: DeviceReport;
  /** Absolute path of the run file, if one was written. */
  readonly runFile: string | undefined;
  /** How it compares with the run that it repeats, record by record. */
  readonly repeated?: Repeated;
  /** A person's votes are in its weights: its target and its log Z are others than those asked for. */
  readonly isVoted?: boolean | undefined;
  /** Why the run file does not hold the run, where one was asked for. */
  readonly unkept?: string;
}

/** An error as it crosses a process boundary. */
export interface WireError {
  readonly code: ErrorCode | "aborted";
  readonly message: string;
  /** The message with its fields still to be named, where it names any. */
  readonly sentence?: Sentence;
  readonly details: ErrorDetails;
  readonly stack?: string;
}
