/** A comparison of steering with its baselines at equal compute: what is asked, told on the way, and found. */
import type { BaselineName } from "../steering/baselines.ts";
import type { ImageView } from "./particle.ts";
import type { DeviceReport, RewardScale, RunEvent, StepEvent } from "./run.ts";
import type { RewardChoice, RunSpecification } from "./specification.ts";

export const maxSeeds = 1000;

export interface CompareRequest {
  readonly id: string;
  /** One prompt, not refined. Its seed is the first. */
  readonly specification: RunSpecification;
  /** How many seeds, counted up from the first; in 1 … `maxSeeds`. */
  readonly seeds: number;
  /** A reward that scores final samples and steers nothing. */
  readonly holdout: RewardChoice | undefined;
}

/** What a method puts out: base one of its particles at random, best-of-n its best, fk its best or one drawn by weight. */
export type OutputName = BaselineName | "fk-draw";

/** The particles of a run: base and best-of-n look at the same unsteered ones. */
export type CloudName = "unsteered" | "steered";

/** What a comparison runs: where rewards are standardised, every seed's pilot before all else. */
export type ComparedRun = CloudName | "pilot";

/** A mean over seeds. */
export interface Estimate {
  readonly mean: number;
  /**
   * The 95 % confidence interval of the mean, by Student's t, of rewards of few values as `estimate.ts` says; undefined of fewer than two
   * seeds, and where everything that was ever scored had the same reward.
   */
  readonly interval: readonly [low: number, high: number] | undefined;
  /** How many seeds had the figure: one whose particles all missed a hard constraint has none. */
  readonly seeds: number;
}

/** One of a run's figures for each: its reward, and the holdout's. Undefined where there is none. */
export interface Scores<Figure> {
  readonly reward: Figure;
  readonly holdout: Figure;
}

/** How N particles ended. Particles that miss a hard constraint are left out of all but `feasible`, `diversity` and `pixelDistance`. */
export interface CloudFigures<Figure> {
  readonly mean: Figure;
  readonly best: Figure;
  /** Standard deviation (divided by n − 1) of the reward over the particles. */
  readonly spread: Figure;
  /** Different words, pairs and triples of words over all of them, in the N generated texts: distinct-1, -2, -3; undefined of images. */
  readonly diversity: readonly [Figure, Figure, Figure];
  /** Root mean square difference of two images' colours over all pairs of the N, in 0 … 1; undefined of texts. */
  readonly pixelDistance: Figure;
  /** Fraction of the particles that meet the hard constraints. */
  readonly feasible: Figure;
  readonly holdoutMean: Figure;
  /** Sequences that went through the network. */
  readonly executedCalls: Figure;
  /** Wall time, without loading. */
  readonly seconds: Figure;
}

/** One seed's two runs. Everything else of the result follows from these. */
export interface SeedResult {
  readonly seed: number;
  /** Scores of what each method puts out; for base and fk-draw the expectation over their draw, (Σ r) / N and Σ W r, so that no luck of the draw is compared. */
  readonly outputs: Readonly<Record<OutputName, Scores<number | undefined>>>;
  /** A text that each would have put out; undefined of images, which are large. */
  readonly texts: Readonly<Record<OutputName, string | undefined>>;
  readonly clouds: Readonly<Record<CloudName, CloudFigures<number | undefined>>>;
  /** The different rewards of all that was scored at an end, where they are few: then chance can make all seeds agree. */
  readonly values: Scores<readonly number[] | undefined>;
  /** How many that were. */
  readonly scored: number;
}

/** `of` − `minus`, seed by seed: two outputs of a seed share its noise. */
export interface Difference extends Scores<Estimate | undefined> {
  readonly of: OutputName;
  readonly minus: OutputName;
}

export interface ComparisonResult {
  readonly specification: RunSpecification;
  /** Name of the holdout reward. */
  readonly holdout: string | undefined;
  /** Denoiser calls of each method for each seed if every particle were looked at in every step: particles × steps, twice that with classifier-free guidance. */
  readonly nominalCalls: number;
  /** How many unsteered samples best-of-n takes the best of: N, and the pilot's where rewards are standardised, since that costs as much. */
  readonly bestOf: number;
  /** What each reward was standardised by, in every seed alike; undefined where rewards counted as they are. */
  readonly scales: readonly RewardScale[] | undefined;
  readonly outputs: Readonly<Record<OutputName, Scores<Estimate | undefined>>>;
  readonly clouds: Readonly<Record<CloudName, CloudFigures<Estimate | undefined>>>;
  /** fk − best-of-n, fk-draw − base, best-of-n − base. */
  readonly differences: readonly Difference[];
  /** What this comes to, in sentences. */
  readonly conclusion: readonly string[];
  readonly seeds: readonly SeedResult[];
  /** What each would have put out with the first seed, of a model that makes images. */
  readonly images: Readonly<Record<OutputName, ImageView | undefined>> | undefined;
  /** Wall time of everything. */
  readonly seconds: { readonly total: number; readonly loading: number };
  readonly device: DeviceReport;
}

export type ComparisonEvent = Exclude<RunEvent, StepEvent> | ComparisonProgress;

export interface ComparisonProgress {
  readonly kind: "progress";
  readonly seed: number;
  /** In 1 … seeds. */
  readonly number: number;
  readonly seeds: number;
  readonly cloud: ComparedRun;
  readonly step: number;
  readonly steps: number;
  /** The part of the whole comparison that is done, in 0 … 1. */
  readonly done: number;
  readonly secondsLeft: number;
}
