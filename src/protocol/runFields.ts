/**
 * Every setting of a run, one row each: what it may be, what holds where nothing is said, and its words. The specification's
 * schema, the flags and what is said of them, the form's fields and the settings of VS Code are made from it. The order is that in
 * which they stand in all of those. Pure.
 */
import * as v from "valibot";
import { maxCandidates, potentialNames, resamplerNames, resamplingNames } from "../steering/policy.ts";
import { compositionSchema, proposalSchema, samplerSchema, scheduleSchema, temperingSchema } from "./choiceSchemas.ts";
import type { RowWords, Words } from "./fieldWords.ts";
import { builtinName } from "./formerNames.ts";
import { between, finite, givenText, maxSteps, oneOf, whole } from "./fields.ts";
import { plainSettings, usualParticles } from "./presets.ts";
import { compositionKinds, proposalKinds, samplerKinds, scheduleKinds, temperingKinds } from "./runChoices.ts";

/** Most particles of one run: more than any panel can show or small machine can hold. */
export const maxParticles = 4096;
export const maxIterations = 1000;
export const mostOtherPrompts = 63;
const maxIslands = 64;
/** Each one of a file is a process. */
export const mostRewards = 32;
/** Pixels of a side. */
export const longestSide = 8192;
/** What the form begins with, and what suits a text model. */
export const usualSteps = 64;

/** Where a run waits for a person's votes. */
export const pauseNames = ["resampling", "scored"] as const;
export type PauseName = (typeof pauseNames)[number];
export const deviceNames = ["auto", "cpu", "webgpu", "cuda", "dml", "coreml"] as const;
export type DeviceName = (typeof deviceNames)[number];
/** Precisions that a model's folder may have graphs of; one that says nothing of itself is of full precision. */
export const precisionNames = ["auto", "fp32", "fp16", "int8", "q4", "q4f16"] as const;
export type PrecisionName = (typeof precisionNames)[number];

/** One reward of a run: built in by name, or a file of the workspace by absolute path. */
export const rewardChoiceSchema = v.strictObject({
  source: v.variant("kind", [
    v.strictObject({ kind: v.literal("builtin"), name: v.pipe(v.string(), v.minLength(1), v.transform(builtinName)) }),
    v.strictObject({ kind: v.literal("file"), path: v.pipe(v.string(), v.minLength(1)) }),
  ]),
  weight: v.optional(finite, 1),
  parameters: v.optional(v.record(v.string(), v.union([finite, givenText, v.boolean()])), {}),
});

/** Checks that a row has words for exactly the names that its schema lets choose from. */
function choice<const Name extends string>(options: Readonly<Record<Name, Words>>) {
  return (names: readonly Name[]) => ({ schema: oneOf(names), options });
}

const potential = choice({
  difference: ["difference", "Pays what the value gained since the step before"],
  max: ["max", "Pays the highest value so far at every scored step"],
  sum: ["sum", "Pays the sum of all values so far at every scored step"],
  immediate: ["immediate", "Pays the value as it is at every scored step"],
  terminal: ["terminal", "Pays only at the end: importance sampling, best of N"],
})(potentialNames);

const resampler = choice({
  systematic: ["systematic", "One uniform number for all particles: little noise"],
  stratified: ["stratified", "One uniform number in each of N strata"],
  residual: ["residual", "Whole copies first, the rest by chance"],
  ssp: ["SSP", "Srinivasan sampling process: low variance, order does not matter"],
  multinomial: ["multinomial", "N independent draws: the most noise"],
})(resamplerNames);

const resampling = choice({
  adaptive: ["adaptive", "When ESS falls below the threshold"],
  always: ["always", "At every scored step"],
  never: ["never", "Weights only: importance sampling"],
})(resamplingNames);

const pause = choice({
  resampling: ["at resampling", "Whenever particles are about to be copied and dropped"],
  scored: ["at every scored step", "Also where the weights alone would change nothing"],
})(pauseNames);

const device = choice({
  auto: ["auto", "The fastest that works here: what this machine has is timed on the model at hand"],
  cpu: ["CPU", "ONNX Runtime on the processor"],
  webgpu: ["WebGPU", "Any GPU that Dawn can drive, on Linux, macOS and Windows"],
  cuda: ["CUDA", "An NVIDIA GPU, with its libraries installed"],
  dml: ["DirectML", "On Windows"],
  coreml: ["Core ML", "On macOS"],
})(deviceNames);

const precision = choice({
  auto: [
    "auto",
    "Full on the processor, half on a device that is chosen; less where that takes more memory than there is",
  ],
  fp32: ["full", "32 bits"],
  fp16: ["half", "16 bits: half the memory, slower than full on a processor"],
  int8: ["8 bits", "A quarter of the memory"],
  q4: ["4 bits", "An eighth of the memory"],
  q4f16: ["4 bits in half", "Weights of 4 bits, the rest in half precision"],
})(precisionNames);

const truncateContext = choice({
  error: ["refused", "A prompt that leaves no room to write is an error"],
  nearest: ["cut", "The model reads only the tokens nearest to what is written"],
})(["error", "nearest"]);

const modelsOwn = { empty: "model's own" };

export const runFields = {
  model: row({
    /** Name of a known model, or the absolute path of a model folder. */
    schema: v.pipe(v.string(), v.minLength(1, "must name a model")),
    label: "Model",
    title: "The diffusion model that is steered",
  }),
  prompt: row({
    schema: v.optional(givenText, ""),
    label: "Prompt",
    title: "The text that the result continues, or what an image shows",
  }),
  otherPrompts: row({
    schema: v.optional(
      v.pipe(v.array(givenText), v.maxLength(mostOtherPrompts, `must be at most ${mostOtherPrompts} prompts`)),
      [],
    ),
    label: "Other prompts",
    title: "Run beside the first: each is a group with particles, weights and a log Z of its own",
  }),
  suffix: row({
    schema: v.optional(givenText, ""),
    modality: "text",
    flags: "What to run",
    label: "Text after",
    title: "The text that the result leads up to",
    flag: { name: "suffix", help: "Text that the result leads up to" },
  }),
  rewards: row({
    schema: v.pipe(
      v.array(rewardChoiceSchema),
      v.minLength(1, "must name at least one reward"),
      v.maxLength(mostRewards, `must be at most ${mostRewards} rewards`),
    ),
    label: "Rewards",
    title: "What the run is steered by: their weighted sum",
  }),
  particles: row({
    schema: v.optional(whole(1, maxParticles), usualParticles),
    flags: "What to run",
    place: "top",
    setting: { name: "defaults.particles" },
    label: "Particles",
    title: "How many samples of each prompt run side by side (N)",
    flag: {
      name: "particles",
      help: `Particles of each prompt, 1 to ${maxParticles} on all islands; with --islands, of each island`,
    },
  }),
  islands: row({
    schema: v.optional(whole(1, maxIslands), plainSettings.islands),
    flags: "What to run",
    place: "selection",
    label: "Islands",
    title:
      "Independent populations that share the particles: they cannot all descend from one, and each counts by its own estimate of Z",
    flag: {
      name: "islands",
      help: `Independent populations of --particles each, 1 to ${maxIslands}, for results that differ: each counts by its own estimate of Z. A preset's, where this is left out, share them`,
    },
  }),
  steps: row({
    schema: v.optional(whole(1, maxSteps)),
    flags: "What to run",
    place: "top",
    setting: { name: "defaults.steps", fallback: usualSteps },
    label: "Steps",
    title: "Transitions from noise to sample",
    empty: `what suits the model, ${usualSteps} for texts`,
    flag: { name: "steps", help: "Steps from noise to sample" },
  }),
  strength: row({
    /** λ. The default suits rewards between −1 and 1: docs/compare.md. */
    schema: v.optional(between(-1e6, 1e6), plainSettings.strength),
    flags: "Steering",
    place: "top",
    setting: { name: "defaults.strength" },
    label: "Strength λ",
    title:
      "The target is p(x) · exp(λ · reward): 0 does not steer, negative steers away; the default suits rewards between −1 and 1",
    flag: {
      name: "strength",
      help: "Strength λ of the tilt; 0 is unsteered, and the default suits rewards between -1 and 1",
    },
  }),
  potential: row({
    schema: v.optional(potential.schema, plainSettings.potential),
    flags: "Steering",
    place: "top",
    setting: { name: "defaults.potential" },
    label: "Potential",
    title: "How λ · reward is paid out over the scored steps",
    options: potential.options,
    flag: {
      name: "potential",
      help: "How the reward is paid out over the steps; terminal pays all of it at the end (best of N)",
    },
  }),
  seed: row({
    schema: v.optional(whole(0, Number.MAX_SAFE_INTEGER), 0),
    flags: "What to run",
    place: "top",
    label: "Seed",
    title: "The same seed gives the same run",
    flag: { name: "seed", help: "Address of all random numbers: the same seed gives the same result" },
  }),
  schedule: row({
    schema: v.optional(scheduleSchema, plainSettings.schedule),
    flags: "Steering",
    place: "selection",
    setting: { name: "defaults.every", part: "every" },
    label: "Score at",
    title: "Which steps are scored, weighted and perhaps resampled; the last step always is",
    kinds: scheduleKinds,
  }),
  resampling: row({
    schema: v.optional(resampling.schema, plainSettings.resampling),
    flags: "Steering",
    place: "selection",
    label: "Resampling",
    title: "When particles are copied and dropped by weight",
    options: resampling.options,
    flag: { name: "resampling", help: "When to resample; adaptive: when ESS falls below --ess" },
  }),
  essThreshold: row({
    schema: v.optional(between(0, 1), plainSettings.essThreshold),
    flags: "Steering",
    place: "selection",
    setting: { name: "defaults.essThreshold" },
    label: "ESS threshold",
    title: "Adaptive resampling: resample when the effective sample size falls below this fraction of N",
    step: 0.05,
    onlyWith: ["resampling", "adaptive"],
    flag: { name: "ess", placeholder: "<fraction>", help: "Resample below this fraction of the particles, 0 to 1" },
  }),
  resampler: row({
    schema: v.optional(resampler.schema, plainSettings.resampler),
    flags: "Steering",
    place: "selection",
    setting: { name: "defaults.resampler" },
    label: "Resampler",
    title: "How particles are copied and dropped by weight",
    options: resampler.options,
    flag: { name: "resampler", help: "Resampling scheme" },
  }),
  pause: row({
    // Without a default: the files of runs that do not pause are as they were before there were pauses.
    schema: v.optional(pause.schema),
    flags: "Steering",
    place: "selection",
    label: "Pause",
    title:
      "The run waits, weighed and not yet selected, for you to keep, kill, raise or lower particles. Votes change its target, and it says so",
    options: pause.options,
    empty: "never",
    flag: {
      name: "pause",
      help: "Wait in the run's file (--out) for votes before particles are copied and dropped, or at every scored step; see fk-steer resume",
    },
  }),
  tempering: row({
    schema: v.optional(temperingSchema, plainSettings.tempering),
    flags: "Steering",
    place: "selection",
    label: "Tempering",
    title: "How λ grows over the scored steps. It never changes the target: the last step pays with the whole λ",
    kinds: temperingKinds,
    flag: { name: "tempering", help: "How λ_j comes to λ over the scored steps" },
  }),
  draws: row({
    schema: v.optional(whole(1, 64), plainSettings.draws),
    flags: "Steering",
    place: "rewards",
    shownFor: "text",
    setting: { name: "defaults.draws" },
    label: "Draws",
    title: "Clean samples drawn from each prediction to estimate a particle's value",
    flag: {
      name: "draws",
      help: "Clean samples drawn to score a noisy particle: its value is (1/λ) log mean exp(λ r)",
    },
  }),
  candidates: row({
    schema: v.optional(whole(1, maxCandidates), plainSettings.candidates),
    modality: "text",
    flags: "Steering",
    place: "rewards",
    label: "Candidates",
    title:
      "Draws of each particle's next state, of which the likeliest to be worth more goes on. They cost rewards, and no further look at the model; 1: none",
    flag: {
      name: "candidates",
      help: `Draws of each particle's next state, 1 to ${maxCandidates}: one goes on, chosen by the reward as far as it can be foreseen, at no further call of the model`,
    },
  }),
  standardise: row({
    schema: v.optional(
      v.pipe(
        whole(0, maxParticles),
        v.check((particles) => particles !== 1, "must be 0 (off) or at least 2, for one particle has no spread"),
      ),
      0,
    ),
    flags: "Rewards",
    place: "rewards",
    label: "Standardise",
    title:
      "So many particles run unsteered first (a pilot), and each reward counts in units of its spread among them: λ then means the same for all rewards. 0: off",
    flag: {
      name: "standardise",
      placeholder: "<particles>",
      help: "Measure each reward's mean and spread on so many unsteered particles first, and count in those units, hard constraints as they are; 0 is off",
    },
  }),
  proposal: row({
    schema: v.optional(proposalSchema, { kind: "ancestral" }),
    modality: "text",
    flags: "Text",
    place: "model",
    label: "Reveal text",
    title: "The rule by which masked places are written",
    kinds: proposalKinds,
    flag: {
      name: "proposal",
      help: "How text is revealed. ancestral: each place at a random time (MDLM). first-hitting: place after place. remask-…: written tokens are masked again (ReMDM). confidence: what the model is surest of first (LLaDA, Dream). threshold, factor, entropy, klass: all that it is sure enough of at once, for fewer calls (Fast-dLLM, EB-sampler, KLASS). planned: and the least sure is masked again (P2). dilated: places far apart first (DUS). blocks: from left to right",
    },
  }),
  composition: row({
    schema: v.optional(compositionSchema, { kind: "model" }),
    flags: "What to run",
    place: "model",
    label: "Target",
    title:
      "What is steered: the model's own distribution (of images with their usual guidance), or one that is made of several",
    kinds: compositionKinds,
    flag: {
      name: "target",
      help: "What is steered. model: what it says after the prompt. power: that to a power. product: what it says after several prompts, multiplied. models: what it and another model with the same tokens say, multiplied. guidance: guidance as a true distribution. Their weights are exact; a power and two models are for texts alone",
    },
  }),
  temperature: row({
    schema: v.optional(between(0, 10)),
    modality: "text",
    flags: "Text",
    place: "model",
    label: "Temperature",
    title: "Of token draws: lower is likelier text, less variety",
    step: 0.1,
    ...modelsOwn,
    flag: { name: "temperature", help: "Temperature of token draws" },
  }),
  length: row({
    schema: v.optional(whole(1, 1_000_000)),
    modality: "text",
    flags: "Text",
    place: "model",
    label: "Length",
    title: "Most tokens to write",
    empty: "all that fit",
    flag: { name: "length", placeholder: "<tokens>", help: "Most tokens to write" },
  }),
  truncateContext: row({
    schema: v.optional(truncateContext.schema, "error"),
    modality: "text",
    flags: "Text",
    place: "model",
    label: "Long context",
    title: "A context that does not fit",
    options: truncateContext.options,
    flag: {
      name: "truncate-context",
      sets: "nearest",
      help: "Read what is nearest of a prompt or suffix that is too long, instead of refusing it",
    },
  }),
  negativePrompt: row({
    schema: v.optional(givenText, ""),
    modality: "image",
    flags: "Images",
    place: "model",
    label: "Negative prompt",
    title: "What the images are not to show",
    empty: "What the image is not to show",
    flag: { name: "negative-prompt", help: "What the images are not to show" },
  }),
  width: row({
    schema: v.optional(whole(1, longestSide)),
    modality: "image",
    flags: "Images",
    place: "model",
    label: "Width",
    title: "Of the images, in pixels",
    step: 8,
    ...modelsOwn,
    flag: { name: "width", placeholder: "<pixels>", help: "Width of the images" },
  }),
  height: row({
    schema: v.optional(whole(1, longestSide)),
    modality: "image",
    flags: "Images",
    place: "model",
    label: "Height",
    title: "Of the images, in pixels",
    step: 8,
    ...modelsOwn,
    flag: { name: "height", placeholder: "<pixels>", help: "Height of the images" },
  }),
  guidance: row({
    schema: v.optional(between(0, 100)),
    modality: "image",
    flags: "Images",
    place: "model",
    label: "Guidance",
    title:
      "Guidance scale: higher follows the prompt more closely, with less variety; up to 1 there is none, as distilled (turbo) models want it",
    step: 0.5,
    ...modelsOwn,
    flag: {
      name: "guidance",
      placeholder: "<scale>",
      help: "Guidance scale: above 1 a second pass leads away from the negative prompt; up to 1 there is none, as turbo models want it",
    },
  }),
  sampler: row({
    schema: v.optional(samplerSchema),
    modality: "image",
    flags: "Images",
    place: "model",
    label: "Sampler",
    title: "The model's own rule, or one that draws noise where that draws none",
    kinds: samplerKinds,
    ...modelsOwn,
    flag: {
      name: "sampler",
      help: "Rule of the steps; where the model's own draws no noise, one that does",
    },
  }),
  device: row({
    schema: v.optional(device.schema, "auto"),
    flags: "What to run",
    place: "model",
    setting: { name: "device" },
    label: "Device",
    title: "What models run on; the output channel says what was taken and why the others were not",
    options: device.options,
    flag: { name: "device", help: "Where the model runs" },
  }),
  precision: row({
    schema: v.optional(precision.schema, "auto"),
    flags: "What to run",
    place: "model",
    label: "Precision",
    title:
      "Which of the model's graphs runs, where its folder has several precisions (model.onnx, model_fp16.onnx, model_q4.onnx)",
    options: precision.options,
    flag: {
      name: "precision",
      help: "Which of a model's graphs runs, where its folder has several: see fk-steer models show",
    },
  }),
  refine: row({
    /** Goes on with particle Gibbs: runs again and again with one particle's path kept as reference. */
    schema: v.optional(
      v.strictObject({
        iterations: whole(1, maxIterations),
        /** Whose path is kept first; the best one's when absent. */
        particle: v.exactOptional(whole(0, maxParticles - 1)),
      }),
    ),
    flags: "What to run",
    label: "Refine",
    title: "Particle Gibbs",
    parts: {
      iterations: {
        label: "Iterations",
        title: "How often the run goes on, each time with the path of one particle of the time before kept",
        flag: {
          name: "refine",
          placeholder: "<iterations>",
          help: `Go on with particle Gibbs, 1 to ${maxIterations} times: run again with one particle's path kept`,
        },
      },
      particle: {
        label: "Particle",
        title: "Whose path is kept first",
        empty: "the best",
        flag: { name: "refine-particle", placeholder: "<index>", help: "Particle whose path is kept first" },
      },
    },
  }),
};

export type RunFieldName = keyof typeof runFields;

export interface RunField<Schema extends v.GenericSchema = v.GenericSchema> extends RowWords {
  readonly schema: Schema;
}

/** A row as any of them. */
export const rowOf = (name: RunFieldName): RunField => runFields[name];
export const runFieldNames = Object.keys(runFields) as readonly RunFieldName[];

function row<const Schema extends v.GenericSchema>(field: RunField<Schema>): RunField<Schema> {
  return field;
}
