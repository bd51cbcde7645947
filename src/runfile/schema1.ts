/** What the reader believes of a line of format 1 only after it has looked. Nobody writes such lines any more. */
import * as v from "valibot";
import { runSpecificationSchema } from "../protocol/specification.ts";

const numbers = v.array(v.number());

const figures = {
  index: v.number(),
  group: v.number(),
  reward: v.number(),
  parts: numbers,
  weight: v.number(),
  ancestor: v.number(),
};

const particleSchema = v.union([
  v.object({
    ...figures,
    modality: v.literal("image"),
    width: v.number(),
    height: v.number(),
    png: v.string(),
  }),
  v.object({
    ...figures,
    // Files of before there were images do not say it.
    modality: v.optional(v.literal("text"), "text"),
    text: v.string(),
    generated: v.string(),
    pieces: v.array(v.object({ text: v.string(), masked: v.boolean() })),
  }),
]);

const deviceSchema = v.object({
  provider: v.string(),
  tried: v.array(
    v.object({
      provider: v.string(),
      milliseconds: v.optional(v.number()),
      reason: v.optional(v.string()),
    }),
  ),
});

const secondsSchema = v.object({
  total: v.number(),
  model: v.number(),
  reward: v.number(),
  rewards: v.optional(numbers, []),
  decode: v.optional(v.number(), 0),
  loading: v.number(),
});

export const headerSchema1 = v.object({
  kind: v.literal("header"),
  version: v.number(),
  created: v.string(),
  specification: runSpecificationSchema,
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
  device: deviceSchema,
  versions: v.record(v.string(), v.string()),
});

const scalesSchema = v.array(v.object({ mean: v.number(), scale: v.number() }));

/** What the rewards were standardised by, before the first step. */
export const pilotSchema1 = v.object({
  kind: v.literal("pilot"),
  /** Particles of each prompt. */
  particles: v.number(),
  /** [particle][reward], prompts one after the other: what the scales come from. */
  parts: v.array(numbers),
  scales: scalesSchema,
});

export const stepSchema1 = v.object({
  kind: v.literal("step"),
  /** The iteration of particle Gibbs; 0 is the run itself. */
  iteration: v.number(),
  step: v.number(),
  steps: v.number(),
  groups: v.array(
    v.object({
      prompt: v.string(),
      ess: v.number(),
      resampled: v.boolean(),
      logZ: v.number(),
      strength: v.number(),
      survivors: v.number(),
    }),
  ),
  values: numbers,
  rewards: v.array(numbers),
  logPotentials: numbers,
  logWeights: numbers,
  ancestors: numbers,
  particles: v.array(particleSchema),
  states: v.optional(v.array(v.object({ offset: v.number(), length: v.number() }))),
});

const errorSchema = v.object({ code: v.string(), message: v.string(), details: v.record(v.string(), v.unknown()) });

export const endSchema1 = v.variant("outcome", [
  v.object({
    kind: v.literal("end"),
    outcome: v.literal("done"),
    particles: v.array(particleSchema),
    best: v.number(),
    groups: v.array(
      v.object({
        prompt: v.string(),
        best: v.number(),
        draw: v.optional(v.number()),
        logZ: v.number(),
        resamplings: v.number(),
        scored: v.array(
          v.object({
            step: v.number(),
            ess: v.number(),
            resampled: v.boolean(),
            strength: v.number(),
            survivors: v.number(),
          }),
        ),
      }),
    ),
    scales: v.optional(scalesSchema),
    iterations: v.array(
      v.object({
        iteration: v.number(),
        logZ: v.number(),
        meanReward: v.number(),
        bestReward: v.number(),
        keptReward: v.number(),
      }),
    ),
    forwardPasses: v.number(),
    seconds: secondsSchema,
  }),
  v.object({ kind: v.literal("end"), outcome: v.literal("stopped") }),
  v.object({ kind: v.literal("end"), outcome: v.literal("failed"), error: errorSchema }),
]);
