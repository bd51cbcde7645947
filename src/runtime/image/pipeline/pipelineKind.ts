/** Which pipeline a folder holds: as `model_index.json` says, or as its denoiser's inputs tell. Knows ports and names, loads nothing. */
import { join } from "node:path";
import { SteeringError } from "../../../errors.ts";
import { asString, type JsonObject } from "../../folders/json.ts";
import { fixedSize, type Port } from "../../onnx/port.ts";
import { type Pipeline, pipelines } from "./pipelines.ts";
import { unsupported } from "./unsupportedPipelines.ts";

export interface PipelineKind {
  readonly className: string;
  readonly pipeline: Pipeline;
  /** Who says so. */
  readonly from: string;
  readonly assumed: boolean;
}

/** A folder with a graph in one of these and no `model_index.json` is an image model, too. */
export const denoiserFolders = ["unet", "transformer"] as const;

/** Throws `model-signature` for a class that cannot be steered. */
export function statedKind(path: string, index: JsonObject): PipelineKind | undefined {
  const name = asString(index["_class_name"]);
  if (name === undefined) return undefined;
  // A saved ONNX pipeline may be named so.
  const className = name.replace(/^(Onnx|ORT)(?=[A-Z])/, "");
  const pipeline = pipelineNamed(className);
  if (pipeline !== undefined) return { className, pipeline, from: "model_index.json", assumed: false };
  const why = Object.hasOwn(unsupported, className) ? `: ${unsupported[className]}` : "";
  throw new SteeringError(
    "model-signature",
    `${join(path, "model_index.json")} names the pipeline ${name}, which cannot be steered yet${why}. Choose a model of the class ${Object.keys(pipelines).join(", ")}.`,
    { details: { path, pipeline: name } },
  );
}

/** By what the denoiser asks for. Undefined where no pipeline here asks for that. */
export function kindOfInputs(graph: string, inputs: readonly Port[], hasDecoder: boolean): PipelineKind | undefined {
  const className = classOfInputs(inputs, hasDecoder);
  const pipeline = pipelineNamed(className);
  if (className === undefined || pipeline === undefined) return undefined;
  return { className, pipeline, from: `the inputs of ${graph}`, assumed: false };
}

function classOfInputs(inputs: readonly Port[], hasDecoder: boolean): string | undefined {
  const asks = (name: string): boolean => inputs.some((port) => port.name === name);
  if (asks("hidden_states")) return asks("img_ids") ? "FluxPipeline" : "StableDiffusion3Pipeline";
  if (!asks("sample")) return undefined;
  if (!asks("encoder_hidden_states")) return "DDPMPipeline";
  if (asks("time_ids")) return "StableDiffusionXLPipeline";
  if (asks("timestep_cond")) return "LatentConsistencyModelPipeline";
  const channels = fixedSize(
    inputs.find(({ name }) => name === "sample"),
    1,
  );
  return channels === 3 && !hasDecoder ? "PixelTextToImagePipeline" : "StableDiffusionPipeline";
}

function pipelineNamed(className: string | undefined): Pipeline | undefined {
  return className !== undefined && Object.hasOwn(pipelines, className) ? pipelines[className] : undefined;
}

/** One class may stand for two kinds of models, which the denoiser's config.json tells apart, or its inputs. */
export function variantOf(pipeline: Pipeline, config: JsonObject, inputs: readonly Port[]): Pipeline {
  if (pipeline.withoutGuidance === undefined) return pipeline;
  const isGuided = config["guidance_embeds"] ?? inputs.some(({ name }) => name === "guidance");
  return isGuided === true ? pipeline : pipeline.withoutGuidance;
}
