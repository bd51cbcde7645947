/** What a run is asked to be. Validated where it enters (panel, command line, settings, run file); believed inside. */
import * as v from "valibot";
import { SteeringError } from "../errors.ts";
import type { Frozen } from "./frozen.ts";
import { potentialNames, resamplerNames, resamplingNames } from "../steering/policy.ts";
import { between, finite, maxSteps, oneOf, whole } from "./fields.ts";
import { proposalSchema, samplerSchema, scheduleSchema, temperingSchema } from "./policySchema.ts";

/** Most particles of one run: more than any panel can show or small machine can hold. */
export const maxParticles = 4096;
export const maxIterations = 1000;
export const mostOtherPrompts = 63;
/** Pixels of a side. */
export const longestSide = 8192;
/** What the form begins with, and what suits a text model. */
export const usualSteps = 64;
export { maxSteps };

export const deviceNames = ["auto", "cpu", "webgpu", "cuda", "dml", "coreml"] as const;
export type DeviceName = (typeof deviceNames)[number];

/** One reward of a run: built in by name, or a file of the workspace by absolute path. */
export const rewardChoiceSchema = v.strictObject({
  source: v.variant("kind", [
    v.strictObject({ kind: v.literal("builtin"), name: v.pipe(v.string(), v.minLength(1)) }),
    v.strictObject({ kind: v.literal("file"), path: v.pipe(v.string(), v.minLength(1)) }),
  ]),
  weight: v.optional(finite, 1),
  parameters: v.optional(v.record(v.string(), v.union([finite, v.string(), v.boolean()])), {}),
});
export type RewardChoice = Frozen<v.InferOutput<typeof rewardChoiceSchema>>;

export const runSpecificationSchema = v.strictObject({
  /** Name of a known model, or the absolute path of a model folder. */
  model: v.pipe(v.string(), v.minLength(1, "must name a model")),
  /** The text that the result continues. */
  prompt: v.optional(v.string(), ""),
  /** More prompts to run beside the first: each is a group with particles, weights and a log Z of its own. */
  otherPrompts: v.optional(
    v.pipe(v.array(v.string()), v.maxLength(mostOtherPrompts, `must be at most ${mostOtherPrompts} prompts`)),
    [],
  ),
  /** The text that the result leads up to. */
  suffix: v.optional(v.string(), ""),
  rewards: v.pipe(v.array(rewardChoiceSchema), v.minLength(1, "must name at least one reward")),
  /** Of each prompt. */
  particles: v.optional(whole(1, maxParticles), 8),
  /** The model's own when absent. */
  steps: v.optional(whole(1, maxSteps)),
  /** λ. The default suits rewards between −1 and 1: docs/compare.md. */
  strength: v.optional(between(-1e6, 1e6), 40),
  potential: v.optional(oneOf(potentialNames), "difference"),
  draws: v.optional(whole(1, 64), 4),
  resampler: v.optional(oneOf(resamplerNames), "systematic"),
  resampling: v.optional(oneOf(resamplingNames), "adaptive"),
  /** Resample below this fraction of N. */
  essThreshold: v.optional(between(0, 1), 0.5),
  /** Which steps are scored, besides the last. */
  schedule: v.optional(scheduleSchema, { kind: "every", every: 4 }),
  tempering: v.optional(temperingSchema, { kind: "constant" }),
  /** How masked text is revealed. */
  proposal: v.optional(proposalSchema, { kind: "ancestral" }),
  /** Particles of an unsteered pilot by which each reward is standardised; 0: rewards count as they are. */
  standardise: v.optional(
    v.pipe(
      whole(0, maxParticles),
      v.check((particles) => particles !== 1, "must be 0 (off) or at least 2, for one particle has no spread"),
    ),
    0,
  ),
  seed: v.optional(whole(0, Number.MAX_SAFE_INTEGER), 0),
  device: v.optional(oneOf(deviceNames), "auto"),
  /** Temperature of token draws; the model's own default when absent. */
  temperature: v.optional(between(0, 10)),
  /** Most tokens to write; as many as fit when absent. */
  length: v.optional(whole(1, 1_000_000)),
  /** A context that does not fit: an error, or only what is nearest to the gap is read. */
  truncateContext: v.optional(oneOf(["error", "nearest"]), "error"),
  /** Of images, in pixels; the model's own when absent. */
  width: v.optional(whole(1, longestSide)),
  height: v.optional(whole(1, longestSide)),
  /** Of images: what they are not to show. */
  negativePrompt: v.optional(v.string(), ""),
  /** Of images: guidance scale, up to 1 being none; the model's own when absent. */
  guidance: v.optional(between(0, 100)),
  /** Of images: the rule of its steps; what suits the model when absent. */
  sampler: v.optional(samplerSchema),
  /** Goes on with particle Gibbs: runs again and again with one particle's path kept as reference. */
  refine: v.optional(
    v.strictObject({
      iterations: whole(1, maxIterations),
      /** Whose path is kept first; the best one's when absent. */
      particle: v.exactOptional(whole(0, maxParticles - 1)),
    }),
  ),
});
export type RunSpecification = Frozen<v.InferOutput<typeof runSpecificationSchema>>;

/** All of them, in the order of the groups. */
export function promptsOf({ prompt, otherPrompts }: Pick<RunSpecification, "prompt" | "otherPrompts">): string[] {
  return [prompt, ...otherPrompts];
}

/** With everything that the specification leaves to the model filled in. */
export type WholeSpecification = RunSpecification & { readonly steps: number };
/** What a person has to say: everything with a default may be left out. */
export type RunRequest = Frozen<v.InferInput<typeof runSpecificationSchema>>;

/** What a run is where nothing is said: every default, from the one place that declares them; `model` and `rewards` are made up. */
export const defaultSpecification: RunSpecification = v.parse(runSpecificationSchema, {
  model: "any",
  rewards: [{ source: { kind: "builtin", name: "any" } }],
});

/** Fills defaults in. Throws `specification-invalid` that names the first wrong field. */
export function parseSpecification(input: unknown): RunSpecification {
  const result = v.safeParse(runSpecificationSchema, input, { abortEarly: true });
  if (result.success) return result.output;
  const issue = result.issues[0];
  const field = v.getDotPath(issue) ?? "specification";
  throw new SteeringError("specification-invalid", `The run cannot start: ${field} ${problem(issue, field)}`, {
    details: { field },
  });
}

/** Characters of a wrong value that its sentence shows. */
const longestShown = 80;

function problem({ type, expected, message, input }: v.BaseIssue<unknown>, field: string): string {
  if (type === "strict_object" && expected === "never") return "is no field of a run. Leave it out.";
  if (type === "strict_object" && expected !== "Object") return "is missing. Say what it is and run again.";
  const given = typeof input === "number" ? String(input) : (JSON.stringify(input) ?? String(input));
  const shown = given.length > longestShown ? `${given.slice(0, longestShown)}…` : given;
  return `${message}, and it is ${shown}. Change ${field} and run again.`;
}
