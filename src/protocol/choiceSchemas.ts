/** The choices of a run that are more than a number: which steps are scored, how λ grows, how text is revealed, how an image model steps. */
import * as v from "valibot";
import { type Frozen, between, givenText, maxSteps, oneOf, whole } from "./fields.ts";

const step = whole(1, maxSteps);
/** In (0, 1]. */
const share = v.pipe(between(0, 1), v.gtValue(0, "must be above 0"));

export const scheduleSchema = v.variant(
  "kind",
  [
    v.strictObject({
      kind: v.literal("every"),
      /** 0: what suits the number of steps. */
      every: whole(0, maxSteps),
      first: v.exactOptional(step),
      last: v.exactOptional(step),
    }),
    v.strictObject({ kind: v.literal("steps"), steps: v.pipe(v.array(step), v.minLength(1, "must name a step")) }),
    v.strictObject({
      kind: v.literal("fractions"),
      fractions: v.pipe(v.array(share), v.minLength(1, "must name a fraction of the steps")),
    }),
  ],
  "must be of the kind every, steps or fractions",
);

export const temperingSchema = v.variant(
  "kind",
  [
    v.strictObject({ kind: v.literal("constant") }),
    v.strictObject({ kind: v.literal("linear") }),
    v.strictObject({ kind: v.literal("geometric"), from: share }),
    v.strictObject({ kind: v.literal("adaptive"), essFraction: share }),
  ],
  "must be of the kind constant, linear, geometric or adaptive",
);

/** Whose rule says how sure the model is of a drawn token: `confidenceOrdered.ts`. */
const confidenceRules = ["dream", "llada"] as const;
const ruleNames = ["ancestral", "first-hitting", "confidence", "threshold"] as const;

/** The rule by which the places of a block or a dilated group are written. */
const within = {
  within: v.optional(oneOf(ruleNames), "ancestral"),
  orderTemperature: v.optional(between(0, 100), 0),
  confidence: v.optional(oneOf(confidenceRules), "dream"),
  threshold: v.optional(between(0, 1), 0.9),
};
const positive = v.pipe(between(0, 1_000_000), v.gtValue(0, "must be above 0"));

/** Fields of `src/diffusion/proposals`. */
export const proposalSchema = v.variant(
  "kind",
  [
    v.strictObject({ kind: v.literal("ancestral") }),
    v.strictObject({ kind: v.literal("first-hitting") }),
    v.strictObject({ kind: v.literal("remask-cap"), cap: between(0, 1) }),
    v.strictObject({ kind: v.literal("remask-rescale"), rescale: between(0, 1) }),
    v.strictObject({
      kind: v.literal("confidence"),
      orderTemperature: v.optional(between(0, 100), 0),
      confidence: v.optional(oneOf(confidenceRules), "dream"),
    }),
    v.strictObject({ kind: v.literal("threshold"), threshold: v.optional(between(0, 1), 0.9) }),
    v.strictObject({ kind: v.literal("factor"), factor: positive }),
    v.strictObject({ kind: v.literal("entropy"), bound: between(0, 1_000_000) }),
    v.strictObject({
      kind: v.literal("klass"),
      threshold: v.optional(between(0, 1), 0.9),
      divergence: v.optional(positive, 0.01),
    }),
    v.strictObject({ kind: v.literal("planned"), planning: v.optional(between(0, 100), 1) }),
    v.strictObject({ kind: v.literal("dilated"), stride: whole(1, 1_000_000), ...within }),
    v.strictObject({ kind: v.literal("blocks"), size: whole(1, 1_000_000), ...within }),
  ],
  "must be of the kind ancestral, first-hitting, remask-cap, remask-rescale, confidence, threshold, factor, entropy, klass, planned, dilated or blocks",
);

const exponent = between(-100, 100);
/** κ: the power to which the weight of a product is taken. */
const weightShare = v.optional(between(0, 1), 1);

/** Targets of `src/diffusion/composition.ts`, and of images `gaussianProduct.ts`. */
export const compositionSchema = v.variant(
  "kind",
  [
    v.strictObject({ kind: v.literal("model") }),
    v.strictObject({
      kind: v.literal("power"),
      exponent: v.pipe(between(0, 100), v.gtValue(0, "must be above 0")),
      draw: v.optional(oneOf(["target", "model"]), "target"),
    }),
    v.strictObject({
      kind: v.literal("product"),
      prompts: v.pipe(
        v.array(givenText),
        v.minLength(1, "must name a prompt"),
        v.maxLength(8, "must be at most 8 prompts"),
      ),
      exponents: v.optional(v.array(exponent), []),
      share: weightShare,
    }),
    v.strictObject({
      kind: v.literal("models"),
      /** Another text model with the same tokens. */
      model: v.pipe(v.string(), v.minLength(1, "must name a model")),
      exponents: v.optional(v.array(exponent), []),
      share: weightShare,
    }),
    v.strictObject({
      kind: v.literal("guidance"),
      scale: between(0, 100),
      away: v.optional(givenText, ""),
      share: weightShare,
    }),
  ],
  "must be of the kind model, power, product, models or guidance",
);
export type CompositionChoice = Frozen<v.InferOutput<typeof compositionSchema>>;

/** Kinds of `src/diffusion/schedulers`, but for the model's own. */
export const samplerSchema = v.variant(
  "kind",
  [
    v.strictObject({ kind: v.literal("ddpm") }),
    v.strictObject({ kind: v.literal("ddim"), eta: v.optional(between(0, 1), 1) }),
    v.strictObject({ kind: v.literal("euler-ancestral") }),
    v.strictObject({ kind: v.literal("lcm") }),
    v.strictObject({ kind: v.literal("flow-match"), stochastic: v.optional(v.boolean(), true) }),
    v.strictObject({ kind: v.literal("dpm++-sde") }),
  ],
  "must be of the kind ddpm, ddim, euler-ancestral, lcm, flow-match or dpm++-sde",
);
