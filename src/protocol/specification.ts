/** What a run is asked to be. Validated where it enters (panel, command line, settings, run file); believed inside. */
import * as v from "valibot";
import { SteeringError } from "../errors.ts";
import type { Frozen } from "./frozen.ts";
import { potentialNames, resamplerNames, resamplingNames } from "../steering/policy.ts";

/** Most particles of one run: more than any panel can show or small machine can hold. */
export const maxParticles = 4096;
export const maxSteps = 10_000;

export const deviceNames = ["auto", "cpu", "webgpu", "cuda", "dml", "coreml"] as const;
export type DeviceName = (typeof deviceNames)[number];

const finite = v.pipe(v.number("must be a number"), v.finite("must be finite"));
const between = (low: number, high: number) =>
  v.pipe(
    finite,
    v.minValue(low, `must be between ${low} and ${high}`),
    v.maxValue(high, `must be between ${low} and ${high}`),
  );
const whole = (low: number, high: number) =>
  v.pipe(between(low, high), v.integer(`must be a whole number between ${low} and ${high}`));

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
  /** The text that the result leads up to. */
  suffix: v.optional(v.string(), ""),
  rewards: v.pipe(v.array(rewardChoiceSchema), v.minLength(1, "must name at least one reward")),
  particles: v.optional(whole(1, maxParticles), 8),
  steps: v.optional(whole(1, maxSteps), 64),
  /** λ */
  strength: v.optional(between(-1e6, 1e6), 10),
  potential: v.optional(v.picklist(potentialNames, `must be one of ${potentialNames.join(", ")}`), "difference"),
  draws: v.optional(whole(1, 64), 4),
  resampler: v.optional(v.picklist(resamplerNames, `must be one of ${resamplerNames.join(", ")}`), "systematic"),
  resampling: v.optional(v.picklist(resamplingNames, `must be one of ${resamplingNames.join(", ")}`), "adaptive"),
  /** Resample below this fraction of N. */
  essThreshold: v.optional(between(0, 1), 0.5),
  /** Score every so many steps. */
  every: v.optional(whole(1, maxSteps), 4),
  seed: v.optional(whole(0, Number.MAX_SAFE_INTEGER), 0),
  device: v.optional(v.picklist(deviceNames, `must be one of ${deviceNames.join(", ")}`), "auto"),
  /** Temperature of token draws; the model's own default when absent. */
  temperature: v.optional(between(0, 10)),
  /** Most tokens to write; as many as fit when absent. */
  length: v.optional(whole(1, 1_000_000)),
});
export type RunSpecification = Frozen<v.InferOutput<typeof runSpecificationSchema>>;
/** What a person has to say: everything with a default may be left out. */
export type RunRequest = Frozen<v.InferInput<typeof runSpecificationSchema>>;

/** Fills defaults in. Throws `specification-invalid` that names the first wrong field. */
export function parseSpecification(input: unknown): RunSpecification {
  const result = v.safeParse(runSpecificationSchema, input, { abortEarly: true });
  if (result.success) return result.output;
  const issue = result.issues[0];
  const field = v.getDotPath(issue) ?? "specification";
  throw new SteeringError(
    "specification-invalid",
    `The run cannot start: ${field} ${issue.message}, and it is ${JSON.stringify(issue.input) ?? String(issue.input)}. Change ${field} and run again.`,
    { details: { field } },
  );
}
