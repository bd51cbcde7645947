/** What the reader believes of a line of format 2 only after it has looked: files come from outside. The types of the lines are derived from it. */
import * as v from "valibot";
import { goOnEndings, goOnUntilSchema } from "../protocol/goOn.ts";
import { runSpecificationSchema } from "../protocol/specification.ts";

/** Where bytes lie in a file: from which byte, how many, and their CRC-32. */
export type BytePlace = readonly [offset: number, length: number, checksum: number];

const numbers = v.array(v.number());
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const counts = v.array(count);

/** Bytes of one state, picture or block: more are not read. */
const mostBytes = 2 ** 28;

const placeSchema = v.pipe(
  v.tuple([count, v.pipe(count, v.maxValue(mostBytes)), count]),
  v.transform((place): BytePlace => place),
);

/** States of particles, each unique one once: `of[n]` says which of the places is particle n's. */
const statesSchema = v.object({ places: v.array(placeSchema), of: counts });

const deviceSchema = v.object({
  provider: v.string(),
  tried: v.array(
    v.object({ provider: v.string(), milliseconds: v.optional(v.number()), reason: v.optional(v.string()) }),
  ),
});

const secondsSchema = v.object({
  total: v.number(),
  model: v.number(),
  /** All rewards together. */
  reward: v.number(),
  /** Each reward by itself. */
  rewards: numbers,
  decode: v.number(),
  loading: v.number(),
});

const scalesSchema = v.array(v.object({ mean: v.number(), scale: v.number() }));

export const headerSchema = v.object({
  kind: v.literal("header"),
  version: v.number(),
  created: v.string(),
  modality: v.picklist(["text", "image"]),
  specification: runSpecificationSchema,
  /** The particle system's groups, in the order of all arrays. */
  groups: v.array(
    v.object({
      /** Part of every random address. */
      key: v.string(),
      prompt: v.string(),
      particles: v.pipe(count, v.minValue(1)),
      /** Which of several independent populations of the prompt, from 0; absent where there is one. */
      island: v.optional(count),
    }),
  ),
  model: v.object({ name: v.string(), files: v.array(v.object({ path: v.string(), sha256: v.string() })) }),
  rewards: v.array(
    v.object({
      name: v.string(),
      /** Hash of the code that scored. */
      sha256: v.string(),
      /** All of them, defaults included. */
      parameters: v.record(v.string(), v.union([v.number(), v.string(), v.boolean()])),
    }),
  ),
  /** Every reward that is code of the person's ran where it could reach nothing; not known of format 1. */
  sandboxed: v.optional(v.boolean()),
  device: deviceSchema,
  /** How the model was run, as far as a result's last bits may depend on it; what is absent was left to the runtime. */
  execution: v.object({
    /** Rows of the denoiser that ran together, at most. */
    chunk: v.optional(count),
    /** Threads of the CPU's arithmetic. */
    threads: v.optional(count),
    /** Processors that this machine offered. */
    processors: v.optional(count),
    /** The number format of the network's weights. */
    precision: v.optional(v.string()),
    /** Largest difference to the CPU that was measured on one state. */
    agreement: v.optional(v.number()),
  }),
  versions: v.record(v.string(), v.string()),
  /** What the run goes on from: another run's file, and where in it. Without a particle: all of them. */
  origin: v.optional(v.object({ run: v.string(), iteration: count, step: count, particle: v.optional(count) })),
});

/** What the rewards were standardised by, before the first step. */
export const pilotSchema = v.object({
  kind: v.literal("pilot"),
  /** Particles of each prompt. */
  particles: v.number(),
  /** [particle][reward], prompts one after the other: what the scales come from. */
  parts: v.array(numbers),
  scales: scalesSchema,
});

export const warningSchema = v.object({ kind: v.literal("warning"), message: v.string() });

export const referenceSchema = v.object({
  kind: v.literal("reference"),
  /** That follows it, from 1. */
  iteration: count,
  /** Of a run of several prompts or islands: the group that follows it; absent: the first. */
  group: v.optional(count),
  /** Whose path it is, of the iteration before, or of `since`. */
  particle: count,
  /** The iteration that the path has been followed since: those after it left it in its place. */
  since: v.optional(count),
  /** `of[t]` is the state at step t, from 0 to the last. Absent past the limit of states. */
  states: v.optional(statesSchema),
  /** The steps that `states` are of, where only those at scored steps were kept; absent: all of them. */
  at: v.optional(counts),
});

/** A run that had come to its end goes on with refinements, until it has gone on for long enough. */
export const continuationSchema = v.object({
  kind: v.literal("continuation"),
  /** Its first one. */
  iteration: count,
  until: goOnUntilSchema,
});

export const stepSchema = v.object({
  // These four first: the index reads no further.
  kind: v.literal("step"),
  /** The iteration of particle Gibbs; 0 is the run itself. */
  iteration: count,
  /** From 1; the last one is `steps`. */
  step: count,
  steps: count,
  /** Since the run began, all passes together. */
  forwardPasses: v.number(),
  groups: v.array(
    v.object({
      /** λ_j */
      strength: v.number(),
      /** Log Z as estimated at the resamplings so far. */
      logZ: v.number(),
      /** What values of −∞ were replaced with, where there were any. */
      floor: v.optional(v.number()),
    }),
  ),
  values: numbers,
  /** [particle][reward]: mean of a reward's own numbers over the draws. */
  parts: v.array(numbers),
  logPotentials: numbers,
  /** log w with this step's potentials in it, before interventions. */
  logWeights: numbers,
  /** Σ ℓ of weighted transitions since the scored step before, and what they paid of the reward; absent where there were none. */
  logFactors: v.optional(numbers),
  logPaid: v.optional(numbers),
  /** Histories that potentials look back at, this step included. */
  paid: numbers,
  lastTilt: numbers,
  runningMax: numbers,
  runningSum: numbers,
  /** The initial particle (index at step 0) that each descends from. */
  roots: counts,
  /** What a particle is heading for, or has become: of several draws the first. */
  samples: v.variant("modality", [
    v.object({
      modality: v.literal("text"),
      generated: v.array(v.string()),
      /** Lengths of the stretches of `generated`, in UTF-16 units: known, guessed, known … */
      stretches: v.array(counts),
    }),
    v.object({
      modality: v.literal("image"),
      width: counts,
      height: counts,
      /** A PNG file each, small. */
      thumbnails: v.array(placeSchema),
      /** A PNG file each of all pixels; absent past the limit of pictures, but never at the last step. */
      pictures: v.optional(v.array(placeSchema)),
    }),
  ]),
  /** Every draw's rewards, and of texts its tokens: `sampleBlock.ts`. */
  draws: placeSchema,
  /** As scored. Absent past the limit of states. */
  states: v.optional(statesSchema),
  /**
   * Of a run that is to be refined: all states of the steps since the scored one before, one step after the other. A refinement follows a whole path, and not its
   * scored steps alone.
   */
  between: v.optional(statesSchema),
});

export const selectionSchema = v.object({
  // These three first, as of a step.
  kind: v.literal("selection"),
  iteration: count,
  step: count,
  /** Log factors that a person put on the weights. They change the target. */
  interventions: v.optional(
    v.array(
      v.pipe(
        v.number(),
        v.check((factor) => factor < Infinity, "must not be Infinity"),
      ),
    ),
  ),
  groups: v.array(
    v.object({
      /** In 1 … N, before any resampling. */
      ess: v.number(),
      resampled: v.boolean(),
      /** Estimate of log Z with this step's weights in it. */
      logZ: v.number(),
      /** Particles of the start that still have descendants. */
      survivors: v.number(),
    }),
  ),
  /** ancestors[n] = a: the new particle n goes on from the scored particle a. */
  ancestors: counts,
});

const groupResultSchema = v.object({
  /** Index of its particle with the highest reward. */
  best: count,
  /** Index of its particle drawn by weight; absent where none is feasible. */
  draw: v.optional(count),
  logZ: v.number(),
  resamplings: v.number(),
  /** Of one of several islands of a prompt: its share of their weight, log Z of them together, and whether a draw from them all is its. */
  island: v.optional(v.object({ share: v.number(), logZ: v.number(), isDrawn: v.boolean() })),
  scored: v.array(
    v.object({
      step: v.number(),
      ess: v.number(),
      resampled: v.boolean(),
      strength: v.number(),
      survivors: v.number(),
    }),
  ),
});

export const resultSchema = v.object({
  kind: v.literal("result"),
  /** Index of the particle with the highest reward, of all groups. */
  best: count,
  groups: v.array(groupResultSchema),
  scales: v.optional(scalesSchema),
  iterations: v.array(
    v.object({
      iteration: v.number(),
      logZ: v.number(),
      meanReward: v.number(),
      bestReward: v.number(),
      keptReward: v.number(),
      /** Mean reward by weight; absent where it was not recorded. */
      steeredMean: v.optional(v.number()),
      /** One a group, where there are several. */
      groups: v.optional(
        v.array(v.object({ logZ: v.number(), keptReward: v.number(), steeredMean: v.optional(v.number()) })),
      ),
    }),
  ),
  /** Every time that the run went on after its end. */
  goneOn: v.optional(
    v.array(
      v.object({
        /** Its first iteration, and how many came to their end. */
        first: count,
        iterations: count,
        until: goOnUntilSchema,
        ending: v.picklist(goOnEndings),
        forwardPasses: v.number(),
        seconds: v.number(),
        mean: v.optional(
          v.object({ mean: v.number(), interval: v.tuple([v.number(), v.number()]), iterations: count }),
        ),
      }),
    ),
  ),
  forwardPasses: v.number(),
  seconds: secondsSchema,
  /** A person's votes are in its weights: its log Z is that of another target than it was asked for. */
  isVoted: v.optional(v.boolean()),
});

const errorSchema = v.object({ code: v.string(), message: v.string(), details: v.record(v.string(), v.unknown()) });

/** What a list tells of a run that came to its end. */
const summarySchema = v.object({
  best: v.number(),
  /** By reward, its own numbers over the last particles. */
  rewards: v.array(
    v.object({
      best: v.number(),
      /** Over those that are not ruled out; absent where all are. */
      mean: v.optional(v.number()),
      ruledOut: v.number(),
    }),
  ),
  /** Standard deviation of the reward that counted, over the last particles that are not ruled out; absent where it does not vary. */
  spread: v.optional(v.number()),
  /** How the best text begins. */
  excerpt: v.optional(v.string()),
  /** A small picture of the best image. */
  thumbnail: v.optional(placeSchema),
});

export const endSchema = v.variant("outcome", [
  v.object({ kind: v.literal("end"), outcome: v.literal("done"), summary: summarySchema }),
  v.object({ kind: v.literal("end"), outcome: v.literal("stopped") }),
  v.object({ kind: v.literal("end"), outcome: v.literal("failed"), error: errorSchema }),
]);
