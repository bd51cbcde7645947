/** What `npm run bench:defaults` compares: one factor at a time about a fixed reference, then settings of several. */
import type { RunRequest } from "../../../src/protocol/specification.ts";

type Change = Partial<RunRequest>;

/** The defaults before there were presets, written out: what everything is compared with must not move with the product's own. */
export const reference: Change = {
  particles: 8,
  strength: 40,
  potential: "difference",
  draws: 4,
  candidates: 1,
  resampler: "systematic",
  resampling: "adaptive",
  essThreshold: 0.5,
  schedule: { kind: "every", every: 4 },
  tempering: { kind: "constant" },
};

export interface Setting {
  readonly name: string;
  readonly factor: string;
  readonly change: Change;
}

const of = (
  factor: string,
  change: Change,
  name = `${factor} ${Object.values(change).map(String).join(" ")}`,
): Setting => ({
  name,
  factor,
  change: { ...reference, ...change },
});

const every = (step: number, first?: number): Change => ({
  schedule: { kind: "every", every: step, ...(first === undefined ? {} : { first }) },
});

/** The reference with more of everything but settings: what others are compared with that take more calls or time than it does. */
const moreParticles = [16, 32];
export const references: readonly string[] = [
  "reference",
  ...moreParticles.map((particles) => `${particles} particles`),
];

/** Settings of both kinds of model. */
const common: readonly Setting[] = [
  of("unsteered", { strength: 0 }, "unsteered"),
  of("reference", {}, "reference"),
  ...moreParticles.map((particles) => of("particles", { particles }, `${particles} particles`)),
  ...[5, 10, 20, 80].map((strength) => of("λ", { strength })),
  of("first scored step", every(4, 16), "first scored step 16"),
  of("first scored step", every(4, 32), "first scored step 32"),
  of("interval", every(2), "interval 2"),
  of("interval", every(8), "interval 8"),
  of("tempering", { tempering: { kind: "linear" } }, "tempering linear"),
  of("tempering", { tempering: { kind: "adaptive", essFraction: 0.5 } }, "tempering adaptive 0.5"),
  of("potential", { potential: "max", strength: 10 }, "potential max, λ 10"),
  of("potential", { potential: "terminal" }),
  of("resampler", { resampler: "ssp" }),
  of("islands", { islands: 2, particles: 4 }, "2 islands of 4"),
  of("islands", { islands: 4, particles: 2 }, "4 islands of 2"),
  ...[0.75, 0.55].map((essThreshold) =>
    of("islands", { islands: 4, particles: 2, essThreshold }, `4 islands of 2, ESS ${essThreshold}`),
  ),
];

/** Populations of 2 never fall below half of their number in ESS: to select at all, islands so small need another threshold. */
const pairs: Change = { islands: 4, particles: 2, essThreshold: 0.75 };

/** λ × draws, the two that a value rests on. */
const grid: readonly Setting[] = [40, 20, 10].flatMap((strength) =>
  [16, 8, 4]
    // The reference itself is in the list already.
    .filter((draws) => strength !== 40 || draws !== 4)
    .map((draws) => of("grid", { strength, draws }, `λ ${strength}, ${draws} draws`)),
);

/** What makes up for weaker or later selection, at the middle and the ends of the grid. */
const later: readonly Setting[] = [
  of("later", { strength: 20, draws: 16, ...every(4, 16) }, "λ 20, 16 draws, from step 16"),
  of(
    "later",
    { strength: 20, draws: 16, tempering: { kind: "adaptive", essFraction: 0.5 } },
    "λ 20, 16 draws, adaptive 0.5",
  ),
  of("later", { candidates: 8, ...every(4, 32) }, "λ 40, 4 draws, 8 candidates, from step 32"),
];

/** Settings that keep several ancestors by what they are: islands, no resampling, selection of a few only, and candidates in place of it. */
const joint: readonly Setting[] = [
  of("joint", { ...pairs, candidates: 8 }, "4 islands of 2, ESS 0.75, λ 40, 4 draws, 8 candidates"),
  of("joint", { resampling: "never", candidates: 8 }, "never resampled, λ 40, 4 draws, 8 candidates"),
  of("joint", { ...pairs, essThreshold: 0.55, candidates: 8 }, "4 islands of 2, ESS 0.55, λ 40, 4 draws, 8 candidates"),
  of("joint", { islands: 2, particles: 4, candidates: 8 }, "2 islands of 4, λ 40, 4 draws, 8 candidates"),
  of("joint", { ...pairs, candidates: 4 }, "4 islands of 2, ESS 0.75, λ 40, 4 draws, 4 candidates"),
  of("joint", { ...pairs, draws: 16 }, "4 islands of 2, ESS 0.75, λ 40, 16 draws"),
  of("joint", { islands: 2, particles: 4, draws: 16 }, "2 islands of 4, λ 40, 16 draws"),
  of("joint", { candidates: 8 }, "λ 40, 4 draws, 8 candidates"),
  of("joint", { essThreshold: 0.25, candidates: 8 }, "ESS 0.25, λ 40, 4 draws, 8 candidates"),
  of("joint", { essThreshold: 0.25, candidates: 8, strength: 20, draws: 16 }, "ESS 0.25, λ 20, 16 draws, 8 candidates"),
  of("joint", { islands: 2, particles: 4, strength: 20, draws: 16 }, "2 islands of 4, λ 20, 16 draws"),
  of("joint", { draws: 8, candidates: 4 }, "λ 40, 8 draws, 4 candidates"),
  of("joint", { strength: 20, draws: 8, candidates: 4 }, "λ 20, 8 draws, 4 candidates"),
  of("joint", { ...pairs, draws: 8, candidates: 8 }, "4 islands of 2, ESS 0.75, λ 40, 8 draws, 8 candidates"),
];

const texts: readonly Setting[] = [
  ...grid,
  ...later,
  ...joint,
  ...[1, 32].map((draws) => of("draws", { draws })),
  ...[2, 4].map((candidates) => of("candidates", { candidates })),
];

export function settingsOf({ modality, settings }: Pick<Task, "modality" | "settings">): readonly Setting[] {
  return settings ?? (modality === "text" ? [...common, ...texts] : common);
}

export interface Task {
  readonly name: string;
  readonly modality: "text" | "image";
  readonly request: Pick<RunRequest, "model" | "prompt" | "steps">;
  /** Built-in, or a file of `examples/rewards`. */
  readonly reward: string;
  /** Scores what comes out and steers nothing. */
  readonly judge: string;
  readonly seeds: number;
  /** Instead of those of its modality. */
  readonly settings?: readonly Setting[];
}

export const story = { model: "stories", prompt: "Once upon a time", steps: 64 };

export const tasks: readonly Task[] = [
  ...["sentiment-lexicon", "no-letter-e", "cheerful", "short-and-simple"].map((reward): Task => ({
    name: reward,
    modality: "text",
    request: story,
    reward,
    judge: "readability",
    seeds: 20,
  })),
  ...[
    ["prompt-match", "contrast", "a purple car and a green book"],
    // Whose colours are open.
    ["colour", "prompt-match", "a car and a book"],
  ].map(([reward, judge, prompt]): Task => ({
    name: reward!,
    modality: "image",
    request: { model: "emoji-scenes", prompt: prompt! },
    reward: reward!,
    judge: judge!,
    seeds: 8,
  })),
];
