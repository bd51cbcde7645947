/** What lies in a diffusers folder: `model_index.json` and a folder for each component. Reads settings; loads no graph. */
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { requireReplaceable } from "../../../diffusion/schedulers/irreplaceable.ts";
import { parseSchedulerConfig, type SchedulerConfig } from "../../../diffusion/schedulers/schedulerConfig.ts";
import { SteeringError } from "../../../errors.ts";
import { asNumber, asString, isObject, type JsonObject, readJson } from "../../folders/json.ts";
import { portsOf, requireWeights, weightsBeside } from "../../folders/graphWeights.ts";
import { refusePointers } from "../../folders/lfsPointer.ts";
import { bytesOf, isFile, namesIn, precisions, requireFolder } from "../../folders/modelFiles.ts";
import type { Port } from "../../onnx/port.ts";
import { familyDefaults, unguidedFluxScheduler } from "./familyDefaults.ts";
import { denoiserFolders, kindOfInputs, type PipelineKind, statedKind, variantOf } from "./pipelineKind.ts";
import type { Pipeline, TextPart } from "./pipelines.ts";

export interface PipelineFolder {
  readonly path: string;
  readonly name: string;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly kind: PipelineKind;
  /** Its kind's, or the variant of it that the denoiser is. */
  readonly pipeline: Pipeline;
  /** The denoiser's inputs, as its file says them. */
  readonly ports: readonly Port[];
  /** The denoiser's config.json; empty where there is none. */
  readonly config: JsonObject;
  readonly index: JsonObject;
  /** `scheduler/scheduler_config.json`, or what is usual of the family. */
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
  const stated = await readJson(path, "model_index.json");
  const index = stated ?? {};
  const kind = statedKind(path, index) ?? (await kindByGraph(path));
  const denoiser = await graphIn(path, kind.pipeline.denoiser);
  const { inputs } = (await isFile(join(path, denoiser))) ? await portsOf(path, denoiser) : { inputs: [] };
  const config = (await readJson(path, `${kind.pipeline.denoiser}/config.json`)) ?? {};
  const pipeline = variantOf(kind.pipeline, config, inputs);
  const own: JsonObject = isObject(index["fk_steering"]) ? index["fk_steering"] : {};
  const left = await Promise.all(pipeline.text.map((part) => isLeftOut(path, stated, part)));
  const text = pipeline.text.filter((_, at) => left[at] === false);
  const vaeDecoder = pipeline.vaeDecoder ? await graphIn(path, "vae_decoder") : undefined;
  const encoders = await Promise.all(text.map(({ folder }) => graphIn(path, folder)));
  const graphs = [denoiser, ...encoders, ...(vaeDecoder === undefined ? [] : [vaeDecoder])];
  const vocabularies = await Promise.all(text.map((part) => vocabularyOf(path, part)));
  await requireFiles(path, [...graphs, ...vocabularies.flat()]);

  const scheduler = await readScheduler(path, kind.className, pipeline.heedsGuidance);
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
    kind,
    pipeline,
    ports: inputs,
    config,
    index,
    scheduler,
    denoiser,
    textEncoders: pipeline.text.map((part) => encoders[text.indexOf(part)]),
    vaeDecoder,
    bytes: await bytesOf(path, ofDenoiser),
    // No scheduler makes more steps than the model has timesteps.
    steps: asNumber(own["steps"], 1, 1000) ?? Math.min(pipeline.steps, timestepsOf(scheduler)),
    guidance: asNumber(own["guidance_scale"], 0, 100) ?? pipeline.guidance,
    files: [
      ...(await there(path, ["model_index.json"])),
      ...graphs,
      ...vocabularies.flat(),
      ...(await there(path, [schedulerFile])),
      ...beside.flat(),
      ...weights,
    ],
  };
}

/** Those of the files that are there. */
async function there(path: string, files: readonly string[]): Promise<string[]> {
  const found = await Promise.all(files.map((file) => isFile(join(path, file))));
  return files.filter((_, at) => found[at]);
}

function timestepsOf({ values }: SchedulerConfig): number {
  return asNumber(values["num_train_timesteps"], 1, 1e9) ?? 1000;
}

/** What the file says, or what is usual of the family where there is none. */
async function readScheduler(path: string, className: string, isGuided: boolean): Promise<SchedulerConfig> {
  if (await isFile(join(path, schedulerFile))) {
    await refusePointers(path, [schedulerFile]);
    return parseSchedulerConfig(await readFile(join(path, schedulerFile), "utf8"), schedulerFile);
  }
  const usual = Object.hasOwn(familyDefaults, className) ? familyDefaults[className] : undefined;
  if (usual === undefined) throw lacking(path, [schedulerFile]);
  const values = className === "FluxPipeline" && !isGuided ? unguidedFluxScheduler : usual.scheduler;
  return { file: `what is usual of ${usual.family}`, values };
}

/** The pipeline of a folder whose model_index.json names none. Throws `model-incomplete` where its graph tells none either. */
async function kindByGraph(path: string): Promise<PipelineKind> {
  for (const folder of denoiserFolders) {
    const graph = await graphIn(path, folder);
    if (!(await isFile(join(path, graph)))) continue;
    const hasDecoder = await isFile(join(path, await graphIn(path, "vae_decoder")));
    const kind = kindOfInputs(graph, (await portsOf(path, graph)).inputs, hasDecoder);
    if (kind !== undefined) return kind;
  }
  throw new SteeringError(
    "model-incomplete",
    `The folder ${path} has no model_index.json that names a pipeline (_class_name), and no ${denoiserFolders.map((folder) => `${folder}/model.onnx`).join(" or ")} whose inputs tell one. Export the model again, or write model_index.json with its class.`,
    { details: { path, missing: ["model_index.json"] } },
  );
}

/** model_index.json says `[null, null]` for a component that is left out; without it, it is left out where its graph is not there. */
async function isLeftOut(
  path: string,
  index: JsonObject | undefined,
  { folder, optional }: TextPart,
): Promise<boolean> {
  if (!optional) return false;
  if (index === undefined) return !(await isFile(join(path, await graphIn(path, folder))));
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
  if (missing.length > 0) throw lacking(path, missing);
  for (const file of needed) {
    if (file.endsWith(".onnx")) await requireWeights(path, file);
    else await refusePointers(path, [file]);
  }
}

function lacking(path: string, missing: readonly string[]): SteeringError {
  const t5 = missing.some((file) => file.startsWith("text_encoder_3/"))
    ? " To run it without its third text encoder (T5), say [null, null] for text_encoder_3 and tokenizer_3 in model_index.json."
    : "";
  return new SteeringError(
    "model-incomplete",
    `The model folder ${path} lacks ${missing.join(" and ")}. Download the whole model again, or export it to ONNX.${t5}`,
    { details: { path, missing } },
  );
}

/** A component's graph, full precision first; where there is none, what it should be called. */
async function graphIn(path: string, folder: string): Promise<string> {
  const names = await namesIn(join(path, folder));
  const variant = precisions.find((precision) => names.includes(`model${precision}.onnx`));
  return `${folder}/model${variant ?? ""}.onnx`;
}

async function settingsIn(path: string, folder: string): Promise<string[]> {
  const names = await namesIn(join(path, folder));
  return settings.filter((name) => names.includes(name)).map((name) => `${folder}/${name}`);
}
