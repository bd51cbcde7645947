/** Which pipeline a folder holds: as `model_index.json` says, or as its denoiser's inputs tell. Knows ports and names, loads nothing. */
import { join } from "node:path";
import { SteeringError } from "../../../errors.ts";
import type { JsonObject } from "../../folders/json.ts";
import { fixedSize, type Port } from "../../onnx/port.ts";
import { type Pipeline, pipelines } from "./pipelines.ts";
import { unsupported } from "./unsupportedPipelines.ts";

export interface PipelineKind {
  readonly className: string;
  readonly pipeline: Pipeline;
  /** Who says so. */
  readonly from: string;
}

/**
 * @param file that says it, and `name` what it calls it
 * @throws SteeringError `model-signature` for a class that cannot be steered
 */
export function statedKind(path: string, file: string, name: string): PipelineKind {
  // A saved ONNX pipeline may be named so.
  const className = name.replace(/^(Onnx|ORT)(?=[A-Z])/, "");
  const pipeline = pipelineNamed(className);
  if (pipeline !== undefined) return { className, pipeline, from: file };
  throw unsteerable(`${join(path, file)} names the pipeline ${name}, which`, className, { path, pipeline: name });
}

/**
 * By what the denoiser asks for. Undefined where no pipeline here asks for that.
 *
 * @throws SteeringError `model-signature` for the network of a pipeline that is known and cannot be steered
 */
export function kindOfInputs(graph: string, inputs: readonly Port[], hasDecoder: boolean): PipelineKind | undefined {
  const className = classOfInputs(inputs, hasDecoder);
  if (className === undefined) return undefined;
  const pipeline = pipelineNamed(className);
  if (pipeline !== undefined) return { className, pipeline, from: `the inputs of ${graph}` };
  throw unsteerable(`${graph} is the network of a ${className}, which`, className, { pipeline: className });
}

function unsteerable(what: string, className: string, details: Readonly<Record<string, unknown>>): SteeringError {
  const why = Object.hasOwn(unsupported, className) ? `: ${unsupported[className]}` : "";
  return new SteeringError(
    "model-signature",
    `${what} cannot be steered yet${why}. Choose a model of the class ${Object.keys(pipelines).join(", ")}.`,
    { details },
  );
}

function classOfInputs(inputs: readonly Port[], hasDecoder: boolean): string | undefined {
  const asks = (name: string): boolean => inputs.some((port) => port.name === name);
  if (asks("hidden_states")) {
    if (asks("img_ids")) return "FluxPipeline";
    if (asks("encoder_attention_mask")) return "SanaPipeline";
    return asks("pooled_projections") ? "StableDiffusion3Pipeline" : undefined;
  }
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
