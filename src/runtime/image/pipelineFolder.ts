/** What lies in a diffusers folder: `model_index.json` and a folder for each component. Reads settings; loads no graph. */
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { requireReplaceable } from "../../diffusion/schedulers/irreplaceable.ts";
import { parseSchedulerConfig, type SchedulerConfig } from "../../diffusion/schedulers/schedulerConfig.ts";
import { SteeringError } from "../../errors.ts";
import { asNumber, asString, isObject, type JsonObject, readJson } from "../folders/json.ts";
import { requireWeights, weightsBeside } from "../folders/graphWeights.ts";
import { refusePointers } from "../folders/lfsPointer.ts";
import { bytesOf, isFile, namesIn, requireFolder } from "../folders/modelFiles.ts";
import { type Pipeline, pipelines, type TextPart } from "./pipelines.ts";
import { unsupported } from "./unsupportedPipelines.ts";

export interface PipelineFolder {
  readonly path: string;
  readonly name: string;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly pipeline: Pipeline;
  readonly index: JsonObject;
  /** `scheduler/scheduler_config.json`. */
  readonly scheduler: SchedulerConfig;
  /** Graphs relative to the folder. */
  readonly denoiser: string;
  /** In the order of the pipeline's; undefined for one that is left out. */
  readonly textEncoders: readonly (string | undefined)[];
  readonly vaeDecoder: string | undefined;
  /** Bytes of the denoiser and of the weights beside it. */
  readonly bytes: number;
  /** Steps and guidance that suit the model. */
  readonly steps: number;
  readonly guidance: number;
  /** Everything that a result depends on, in a fixed order. */
  readonly files: readonly string[];
}

const schedulerFile = "scheduler/scheduler_config.json";

/** What may lie beside a component's graph and change its results. */
const settings = ["config.json", "tokenizer_config.json", "special_tokens_map.json"];

/**
 * Throws `model-missing` where there is no folder, `model-incomplete` naming what it lacks, `model-signature` for a pipeline that
 * cannot be steered.
 */
export async function inspectPipelineFolder(path: string): Promise<PipelineFolder> {
  await requireFolder(path);
  const index = (await readJson(path, "model_index.json")) ?? {};
  const pipeline = await variantOf(path, pipelineOf(path, index));
  const own: JsonObject = isObject(index["fk_steering"]) ? index["fk_steering"] : {};
  const text = pipeline.text.filter((part) => !isLeftOut(index, part));
  const denoiser = graphIn(pipeline.denoiser);
  const vaeDecoder = pipeline.vaeDecoder ? graphIn("vae_decoder") : undefined;
  const graphs = [
    denoiser,
    ...text.map(({ folder }) => graphIn(folder)),
    ...(vaeDecoder === undefined ? [] : [vaeDecoder]),
  ];
  const vocabularies = await Promise.all(text.map((part) => vocabularyOf(path, part)));
  await requireFiles(path, [...graphs, ...vocabularies.flat(), schedulerFile]);

  const scheduler = parseSchedulerConfig(await readFile(join(path, schedulerFile), "utf8"), schedulerFile);
  requireReplaceable(scheduler);
  const weights = (await Promise.all(graphs.map((file) => weightsBeside(path, file)))).flat();
  const ofDenoiser = [denoiser, ...weights.filter((file) => file.startsWith(`${pipeline.denoiser}/`))];
  const folders = [...graphs.map((file) => file.slice(0, file.indexOf("/"))), ...text.map((part) => part.tokenizer)];
  const beside = await Promise.all(folders.map((folder) => settingsIn(path, folder)));
  return {
    path,
    name: basename(path),
    title: asString(own["name"]),
    description: asString(own["description"]),
    pipeline,
    index,
    scheduler,
    denoiser,
    textEncoders: pipeline.text.map((part) => (text.includes(part) ? graphIn(part.folder) : undefined)),
    vaeDecoder,
    bytes: await bytesOf(path, ofDenoiser),
    // No scheduler makes more steps than the model has timesteps.
    steps: asNumber(own["steps"], 1, 1000) ?? Math.min(pipeline.steps, timestepsOf(scheduler)),
    guidance: asNumber(own["guidance_scale"], 0, 100) ?? pipeline.guidance,
    files: ["model_index.json", ...graphs, ...vocabularies.flat(), schedulerFile, ...beside.flat(), ...weights],
  };
}

function timestepsOf({ values }: SchedulerConfig): number {
  return asNumber(values["num_train_timesteps"], 1, 1e9) ?? 1000;
}

function pipelineOf(path: string, index: JsonObject): Pipeline {
  const name = asString(index["_class_name"]) ?? "";
  // A saved ONNX pipeline may be named so.
  const plain = name.replace(/^(Onnx|ORT)(?=[A-Z])/, "");
  if (Object.hasOwn(pipelines, plain)) return pipelines[plain] as Pipeline;
  const why = Object.hasOwn(unsupported, plain) ? `: ${unsupported[plain]}` : "";
  throw new SteeringError(
    "model-signature",
    `${join(path, "model_index.json")} names the pipeline ${name === "" ? "of no class" : name}, which cannot be steered yet${why}. Choose a model of the class ${Object.keys(pipelines).join(", ")}.`,
    { details: { path, pipeline: name } },
  );
}

/** One class may stand for two kinds of models, which the denoiser's config.json tells apart. */
async function variantOf(path: string, pipeline: Pipeline): Promise<Pipeline> {
  if (pipeline.withoutGuidance === undefined) return pipeline;
  const config = (await readJson(path, `${pipeline.denoiser}/config.json`)) ?? {};
  return config["guidance_embeds"] === true ? pipeline : pipeline.withoutGuidance;
}

/** model_index.json says `[null, null]` for a component that is left out. */
function isLeftOut(index: JsonObject, { folder, optional }: TextPart): boolean {
  if (!optional) return false;
  const stated = index[folder];
  return !Array.isArray(stated) || stated.every((word) => word === null);
}

/** The files that spell a tokenizer: one that holds all, or CLIP's older two. */
async function vocabularyOf(path: string, { tokenizer }: TextPart): Promise<string[]> {
  const names = await namesIn(join(path, tokenizer));
  const isOlder = !names.includes("tokenizer.json") && names.includes("vocab.json");
  return (isOlder ? ["vocab.json", "merges.txt"] : ["tokenizer.json"]).map((name) => `${tokenizer}/${name}`);
}

async function requireFiles(path: string, needed: readonly string[]): Promise<void> {
  const missing: string[] = [];
  for (const file of needed) if (!(await isFile(join(path, file)))) missing.push(file);
  if (missing.length > 0) {
    const t5 = missing.some((file) => file.startsWith("text_encoder_3/"))
      ? " To run it without its third text encoder (T5), say [null, null] for text_encoder_3 and tokenizer_3 in model_index.json."
      : "";
    throw new SteeringError(
      "model-incomplete",
      `The model folder ${path} lacks ${missing.join(" and ")}. Download the whole model again, or export it to ONNX.${t5}`,
      { details: { path, missing } },
    );
  }
  for (const file of needed) {
    if (file.endsWith(".onnx")) await requireWeights(path, file);
    else await refusePointers(path, [file]);
  }
}

function graphIn(folder: string): string {
  return `${folder}/model.onnx`;
}

async function settingsIn(path: string, folder: string): Promise<string[]> {
  const names = await namesIn(join(path, folder));
  return settings.filter((name) => names.includes(name)).map((name) => `${folder}/${name}`);
}
