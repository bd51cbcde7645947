/** The two headlines of the paper in miniature, and what each choice does to them: which cases, which methods, who judges. Pure but for the captions' file. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunRequest } from "../../../src/protocol/specification.ts";

/** Runs of one model towards one reward. */
export interface Case {
  /** Cases of a group are one row of a table. */
  readonly group: string;
  readonly prompt: string;
  readonly reward: string;
  /** −1: as little of it as can be. */
  readonly weight: 1 | -1;
  /** λ of its steered runs, where the reward spreads by so much less or more than others that theirs would not be as strong. */
  readonly strength?: number | undefined;
}

/** What is asked of a run. */
export interface Run extends Partial<RunRequest> {
  /** λ is so many times what the case, or else the run, has. Default 1. */
  readonly strengthTimes?: number;
}

/** Which run gives a method's output, and how many of its particles the best is picked from; base is what one particle is worth on average. */
export interface Method {
  readonly name: string;
  readonly run: string;
  readonly picksFrom: number | "mean";
  /** Not needed by the others: its row is of the cases that it was run for. */
  readonly isExtra?: boolean;
}

export interface Headline {
  readonly name: string;
  readonly model: string;
  /** By name; written out, so that they do not move with the product's defaults. An unsteered run is the same for all rewards; some are of another model. */
  readonly runs: Readonly<Record<string, Run>>;
  readonly methods: readonly Method[];
  readonly cases: readonly Case[];
  /** Rewards and metrics that score each output, the rewards that are steered by among them. */
  readonly judges: readonly string[];
  readonly seeds: number;
  /** Rewards at every scored step of the unsteered runs are kept: how well they foretell the last one. */
  readonly watches: boolean;
  /** A group of all cases beside the others. */
  readonly hasWhole: boolean;
  /** Groups that a drawing of their own shows in short; none: there is no such drawing. */
  readonly inShort: readonly string[];
  /** Methods of which the difference is told, case by case: the first less the second. */
  readonly pairs: readonly (readonly [method: string, other: string])[];
}

/** One population, selected adaptively. */
const usual: Partial<RunRequest> = {
  strength: 40,
  potential: "difference",
  candidates: 1,
  islands: 1,
  resampler: "systematic",
  resampling: "adaptive",
  essThreshold: 0.5,
  schedule: { kind: "every", every: 4 },
  tempering: { kind: "constant" },
};
const usualText: Partial<RunRequest> = { ...usual, steps: 64, draws: 4 };
/** Guidance as both sizes of the model ask for by themselves, written out so that their folders cannot change what is compared. */
const usualImage: Partial<RunRequest> = { ...usual, steps: 50, draws: 1, guidance: 3 };
/** Scored at the end alone, as is all that base and best of N need. */
const unsteeredImage: Partial<RunRequest> = {
  ...usualImage,
  particles: 4,
  strength: 0,
  schedule: { kind: "every", every: 50 },
};

/** Openings that controlled generation has been compared on since PPLM (S. Dathathri and others, ICLR 2020). */
const openings = [
  "Once upon a time",
  "The book",
  "The chicken",
  "The city",
  "The country",
  "The horse",
  "The lake",
  "The last time",
  "The movie",
  "The painting",
  "The pizza",
  "The potato",
  "The president of the country",
  "The road",
  "The year is 1910.",
];

const aims = [
  // Unsteered, it spreads by 0.17 to 0.38 within an opening, sentiment by 0.15: so λ is 4 to 8 spreads, as 40 is of sentiment.
  { group: "perplexity", reward: "perplexity", weight: 1, strength: 20 },
  { group: "acceptability", reward: "acceptability", weight: 1 },
  { group: "sentiment up", reward: "sentiment-lexicon", weight: 1 },
  { group: "sentiment down", reward: "sentiment-lexicon", weight: -1 },
  { group: "toxicity up", reward: "toxicity", weight: 1 },
  { group: "toxicity down", reward: "toxicity", weight: -1 },
] as const;

const textJudges = [
  "perplexity",
  "perplexity-twin",
  "acceptability",
  "sentiment-lexicon",
  "sentiment-ratings",
  "toxicity",
  "toxicity-twin",
];

const text: Headline = {
  name: "text",
  model: "stories",
  runs: {
    // As for images, scored at the end alone.
    unsteered: { ...usualText, particles: 8, strength: 0, schedule: { kind: "every", every: 64 } },
    "FK 4": { ...usualText, particles: 4 },
    "FK 8": { ...usualText, particles: 8 },
    "FK 8, 16 draws": { ...usualText, particles: 8, draws: 16 },
    // As many calls, spent otherwise: populations that do not mix, and several continuations of each particle to choose from.
    "4 islands of 2": { ...usualText, particles: 2, islands: 4, essThreshold: 0.75 },
    "FK 8, 4 candidates": { ...usualText, particles: 8, candidates: 4 },
  },
  methods: [
    { name: "base", run: "unsteered", picksFrom: "mean" },
    { name: "best of 4", run: "unsteered", picksFrom: 4 },
    { name: "best of 8", run: "unsteered", picksFrom: 8 },
    { name: "FK 4", run: "FK 4", picksFrom: 4 },
    { name: "FK 8", run: "FK 8", picksFrom: 8 },
    ...["FK 8, 16 draws", "4 islands of 2", "FK 8, 4 candidates"].map((run) => ({
      name: run,
      run,
      picksFrom: 8,
      isExtra: true,
    })),
  ],
  cases: aims.flatMap((aim) => openings.map((prompt) => ({ ...aim, prompt }))),
  judges: textJudges,
  seeds: 3,
  watches: false,
  hasWhole: false,
  inShort: ["perplexity", "acceptability", "sentiment up", "toxicity up"],
  pairs: [
    ["FK 4", "best of 4"],
    ["FK 8", "best of 8"],
    ["FK 8, 16 draws", "FK 8"],
    ["4 islands of 2", "FK 8"],
    ["FK 8, 4 candidates", "FK 8"],
    ["4 islands of 2", "best of 8"],
    ["FK 8, 4 candidates", "best of 8"],
  ],
};

const captions = JSON.parse(readFileSync(join(import.meta.dirname, "captions.json"), "utf8")) as Record<
  string,
  string[]
>;

const imageCases: readonly Case[] = Object.entries(captions).flatMap(([group, prompts]) =>
  prompts.map((prompt) => ({ group, prompt, reward: "prompt-match", weight: 1 as const })),
);

const images: Headline = {
  name: "images",
  model: "emoji-scenes",
  runs: {
    unsteered: unsteeredImage,
    "FK 4": { ...usualImage, particles: 4 },
    large: { ...unsteeredImage, model: "emoji-scenes-large" },
    "FK 2": { ...usualImage, particles: 2 },
    "FK 8": { ...usualImage, particles: 8 },
    "2 islands of 2": { ...usualImage, particles: 2, islands: 2, essThreshold: 0.75 },
    "4 islands of 2": { ...usualImage, particles: 2, islands: 4, essThreshold: 0.75 },
  },
  methods: [
    { name: "base", run: "unsteered", picksFrom: "mean" },
    { name: "best of 4", run: "unsteered", picksFrom: 4 },
    { name: "FK 2", run: "FK 2", picksFrom: 2, isExtra: true },
    { name: "FK 4", run: "FK 4", picksFrom: 4 },
    { name: "FK 8", run: "FK 8", picksFrom: 8, isExtra: true },
    { name: "2 islands of 2", run: "2 islands of 2", picksFrom: 4, isExtra: true },
    { name: "4 islands of 2", run: "4 islands of 2", picksFrom: 8, isExtra: true },
    { name: "large base", run: "large", picksFrom: "mean", isExtra: true },
    { name: "large best of 4", run: "large", picksFrom: 4, isExtra: true },
  ],
  cases: imageCases,
  judges: ["prompt-match", "verifier"],
  seeds: 3,
  watches: false,
  hasWhole: true,
  inShort: ["counting", "position", "binding", "all"],
  pairs: [
    ["FK 4", "best of 4"],
    ["FK 4", "large base"],
    ["FK 4", "large best of 4"],
    ["FK 8", "large best of 4"],
    ["2 islands of 2", "FK 4"],
    ["4 islands of 2", "FK 8"],
  ],
};

export function modelOf({ model, runs }: Headline, run: string): string {
  return runs[run]!.model ?? model;
}

const every = (step: number, first?: number): Partial<RunRequest> => ({
  schedule: { kind: "every", every: step, ...(first === undefined ? {} : { first }) },
});

/** What an ablation is compared with, case by case, where it is not the run that all are about: the one that differs by one choice. */
const against: Readonly<Record<string, string>> = {
  "potential max, λ / 4": "λ / 4",
  "potential sum, λ / 4": "λ / 4",
};

/** One choice at a time about one of the headline's runs; potentials that pay a reward more than once about a weaker λ. */
const ablated: Readonly<Record<string, Run>> = {
  "λ / 4": { strengthTimes: 1 / 4 },
  "λ / 2": { strengthTimes: 1 / 2 },
  "λ × 2": { strengthTimes: 2 },
  "potential max, λ / 4": { potential: "max", strengthTimes: 1 / 4 },
  "potential sum, λ / 4": { potential: "sum", strengthTimes: 1 / 4 },
  "scored every 2": every(2),
  "scored every 8": every(8),
  "scored every 16": every(16),
};

/** Texts alone: a value is the mean over draws of x̂₀, where an image's is of the one that is expected. */
const ablatedDraws: Readonly<Record<string, Run>> = {
  "1 draw": { draws: 1 },
  "16 draws": { draws: 16 },
};

/** @param about "FK 4", say */
function ablations(
  headline: Headline,
  about: `FK ${number}`,
  changes: Readonly<Record<string, Run>>,
  cases: readonly Case[],
): Headline {
  const reference = headline.runs[about]!;
  const picksFrom = reference.particles!;
  const steered = Object.entries(changes).map(([name, change]) => [name, { ...reference, ...change }] as const);
  return {
    ...headline,
    name: `${headline.name}-ablations`,
    runs: { unsteered: { ...reference, strength: 0 }, [about]: reference, ...Object.fromEntries(steered) },
    methods: [
      { name: `best of ${picksFrom}`, run: "unsteered", picksFrom },
      { name: about, run: about, picksFrom },
      ...Object.keys(changes).map((run) => ({ name: run, run, picksFrom, isExtra: true })),
    ],
    cases,
    watches: true,
    inShort: [],
    pairs: Object.keys(changes).map((run) => [run, against[run] ?? about] as const),
  };
}

const firsts = (steps: readonly number[]): Readonly<Record<string, Run>> =>
  Object.fromEntries(steps.map((step) => [`first scored at ${step}`, every(4, step)]));

const textAblations = ablations(
  text,
  "FK 8",
  { ...ablated, ...firsts([16, 32]), ...ablatedDraws },
  text.cases.filter(({ group }) => group === "perplexity" || group === "sentiment up"),
);

/** Of the kinds that leave something to gain, and by so few particles that they do not all come to it. */
const imageAblations = ablations(
  images,
  "FK 4",
  { ...ablated, ...firsts([12, 24]) },
  imageCases.filter(({ group }) => group === "position" || group === "binding"),
);

export const headlines = { text, images } as const;
export const ablationsOf = { text: textAblations, images: imageAblations } as const;
