/** The two headlines of the paper in miniature: which cases, which methods, who judges. Pure but for the captions' file. */
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
}

/** Which run gives a method's output, and how many of its particles the best is picked from; base is what one particle is worth on average. */
export interface Method {
  readonly name: string;
  readonly run: string;
  readonly picksFrom: number | "mean";
}

export interface Headline {
  readonly name: "text" | "images";
  readonly model: string;
  /** By name; the product's defaults but for what is said here. */
  readonly runs: Readonly<Record<string, Partial<RunRequest>>>;
  readonly methods: readonly Method[];
  readonly cases: readonly Case[];
  /** Rewards and metrics that judge each output, beside the reward that it was made for. */
  readonly judges: readonly string[];
  readonly seeds: number;
}

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
  { group: "acceptability", reward: "acceptability", weight: 1 },
  { group: "sentiment up", reward: "sentiment", weight: 1 },
  { group: "sentiment down", reward: "sentiment", weight: -1 },
  { group: "toxicity up", reward: "toxicity", weight: 1 },
  { group: "toxicity down", reward: "toxicity", weight: -1 },
] as const;

const text: Headline = {
  name: "text",
  model: "stories",
  runs: {
    unsteered: { particles: 8, strength: 0 },
    "steered 4": { particles: 4 },
    "steered 8": { particles: 8 },
    "steered 8, 16 draws": { particles: 8, draws: 16 },
  },
  methods: [
    { name: "base", run: "unsteered", picksFrom: "mean" },
    { name: "best of 4", run: "unsteered", picksFrom: 4 },
    { name: "best of 8", run: "unsteered", picksFrom: 8 },
    { name: "FK 4", run: "steered 4", picksFrom: 4 },
    { name: "FK 8", run: "steered 8", picksFrom: 8 },
    { name: "FK 8, 16 draws", run: "steered 8, 16 draws", picksFrom: 8 },
  ],
  cases: aims.flatMap((aim) => openings.map((prompt) => ({ ...aim, prompt }))),
  judges: ["acceptability", "sentiment", "sentiment-ratings", "toxicity", "toxicity-twin"],
  seeds: 3,
};

const captions = JSON.parse(readFileSync(join(import.meta.dirname, "captions.json"), "utf8")) as Record<
  string,
  string[]
>;

const images: Headline = {
  name: "images",
  model: "emoji-scenes",
  runs: {
    unsteered: { particles: 4, strength: 0 },
    "steered 2": { particles: 2 },
    "steered 4": { particles: 4 },
    "steered 8": { particles: 8 },
  },
  methods: [
    { name: "base", run: "unsteered", picksFrom: "mean" },
    { name: "best of 4", run: "unsteered", picksFrom: 4 },
    { name: "FK 2", run: "steered 2", picksFrom: 2 },
    { name: "FK 4", run: "steered 4", picksFrom: 4 },
    { name: "FK 8", run: "steered 8", picksFrom: 8 },
  ],
  cases: Object.entries(captions).flatMap(([group, prompts]) =>
    prompts.map((prompt) => ({ group, prompt, reward: "prompt-match", weight: 1 as const })),
  ),
  judges: ["verifier"],
  seeds: 3,
};

export const headlines = { text, images } as const;
