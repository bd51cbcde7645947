/** What Amuse (TensorStack) writes of a model beside its graphs, in the words of diffusers. */
import { asNumber, asString, isObject, type JsonObject, readFilledJson } from "../../folders/json.ts";

export const templateFile = "amuse_template.json";

export interface AmuseTemplate {
  readonly title: string | undefined;
  /** The class of the pipeline; undefined where the file says none, or a word that nobody here knows. */
  readonly className: string | undefined;
  /** Pixels of a side. */
  readonly pixels: number | undefined;
  readonly steps: number | undefined;
  readonly guidance: number | undefined;
  /** Settings of `scheduler_config.json`; empty where it says none. */
  readonly scheduler: JsonObject;
}

/** OnnxStack's `PipelineType`. */
const classes: Readonly<Record<string, string>> = {
  StableDiffusion: "StableDiffusionPipeline",
  StableDiffusion2: "StableDiffusionPipeline",
  StableDiffusionXL: "StableDiffusionXLPipeline",
  StableDiffusion3: "StableDiffusion3Pipeline",
  LatentConsistency: "LatentConsistencyModelPipeline",
  Flux: "FluxPipeline",
  StableCascade: "StableCascadeCombinedPipeline",
};

/** Models of these types need an image, whatever pipeline they are of. */
const editing: Readonly<Record<string, string>> = {
  Inpaint: "StableDiffusionInpaintPipeline",
  Instruct: "StableDiffusionInstructPix2PixPipeline",
  Refiner: "StableDiffusionXLImg2ImgPipeline",
};

/** OnnxStack's `SchedulerType`. */
const schedulers: Readonly<Record<string, string>> = {
  LMS: "LMSDiscreteScheduler",
  Euler: "EulerDiscreteScheduler",
  EulerAncestral: "EulerAncestralDiscreteScheduler",
  DDPM: "DDPMScheduler",
  DDIM: "DDIMScheduler",
  KDPM2: "KDPM2DiscreteScheduler",
  KDPM2Ancestral: "KDPM2AncestralDiscreteScheduler",
  DDPMWuerstchen: "DDPMWuerstchenScheduler",
  LCM: "LCMScheduler",
  FlowMatchEulerDiscrete: "FlowMatchEulerDiscreteScheduler",
  FlowMatchEulerDynamic: "FlowMatchEulerDiscreteScheduler",
};

/** Its other words, which differ from diffusers' in their writing only. */
const words: Readonly<Record<string, string>> = {
  Epsilon: "epsilon",
  Sample: "sample",
  VariablePrediction: "v_prediction",
  Linspace: "linspace",
  Leading: "leading",
  Trailing: "trailing",
  Linear: "linear",
  ScaledLinear: "scaled_linear",
  SquaredCosCapV2: "squaredcos_cap_v2",
  Sigmoid: "sigmoid",
};

/** Undefined where the folder has none, or one of a model that makes no images. Throws `model-corrupt` for a file that is no JSON. */
export async function readAmuseTemplate(path: string): Promise<AmuseTemplate | undefined> {
  const file = await readFilledJson(path, templateFile);
  const said = file?.["StableDiffusionTemplate"];
  if (file === undefined || !isObject(said)) return undefined;
  const defaults = isObject(said["SchedulerDefaults"]) ? said["SchedulerDefaults"] : {};
  return {
    title: asString(file["Name"]),
    className: named(editing, said["ModelType"]) ?? named(classes, said["PipelineType"]),
    pixels: asNumber(said["SampleSize"], 8, 8192),
    steps: asNumber(defaults["Steps"], 1, 1000),
    guidance: asNumber(defaults["Guidance"], 0, 100),
    scheduler: schedulerOf(defaults),
  };
}

function schedulerOf(defaults: JsonObject): JsonObject {
  const className = named(schedulers, defaults["SchedulerType"]);
  // Settings of a class that is not known here would be those of another one.
  if (className === undefined) return {};
  const entries: readonly (readonly [string, unknown])[] = [
    ["_class_name", className],
    ["prediction_type", named(words, defaults["PredictionType"])],
    ["timestep_spacing", named(words, defaults["TimestepSpacing"])],
    ["beta_schedule", named(words, defaults["BetaSchedule"])],
    ["beta_start", asNumber(defaults["BetaStart"], 0, 1)],
    ["beta_end", asNumber(defaults["BetaEnd"], 0, 1)],
    ["num_train_timesteps", asNumber(defaults["TrainTimesteps"], 1, 100_000)],
    ["shift", asNumber(defaults["Shift"], 0, 100)],
    ["use_dynamic_shifting", defaults["SchedulerType"] === "FlowMatchEulerDynamic" ? true : undefined],
  ];
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function named(table: Readonly<Record<string, string>>, word: unknown): string | undefined {
  return typeof word === "string" && Object.hasOwn(table, word) ? table[word] : undefined;
}
