/** What lies in the folder of an image model: graphs of its parts, tokenizers, and what its files say. Reads settings; loads no graph. */
import { readText } from "../../folders/openFile.ts";
import { basename, join } from "node:path";
import { requireReplaceable } from "../../../diffusion/schedulers/irreplaceable.ts";
import { parseSchedulerConfig, type SchedulerConfig } from "../../../diffusion/schedulers/schedulerConfig.ts";
import { SteeringError } from "../../../errors.ts";
import { asNumber, asString, isBlank, isObject, type JsonObject, readFilledJson } from "../../folders/json.ts";
import { chosenGraph, type GraphWish, usualWish } from "../../folders/graphChoice.ts";
import { portsOf, requireWeights, weightsBeside } from "../../folders/graphWeights.ts";
import { refusePointers } from "../../folders/lfsPointer.ts";
import { bytesOf, isFile, namesIn, requireFolder, weightsOfPyTorch } from "../../folders/modelFiles.ts";
import type { Port } from "../../onnx/port.ts";
import { type AmuseTemplate, readAmuseTemplate, templateFile } from "./amuseTemplate.ts";
import { familyDefaults, unguidedFluxScheduler } from "./familyDefaults.ts";
import { denoiserParts, findParts, folderOf, type Part, type PartFiles, tokenizerFolder } from "./partFiles.ts";
import { kindOfInputs, type PipelineKind, statedKind, variantOf } from "./pipelineKind.ts";
import type { Pipeline, TextPart } from "./pipelines.ts";
import { calledAsHere, outputNamed } from "./portNames.ts";

export interface PipelineFolder {
  readonly path: string;
  readonly name: string;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly kind: PipelineKind;
  /** Its kind's, or the variant of it that the denoiser is. */
  readonly pipeline: Pipeline;
  /** The denoiser's inputs, as its file says them, called as they are here. */
  readonly ports: readonly Port[];
  /** What its graph calls what it gives. */
  readonly output: string;
  /** The denoiser's config.json; empty where there is none. */
  readonly config: JsonObject;
  readonly index: JsonObject;
  readonly template: AmuseTemplate | undefined;
  /** `scheduler/scheduler_config.json`, what Amuse's template says, or what is usual of the family. */
  readonly scheduler: SchedulerConfig;
  /** Graphs relative to the folder. */
  readonly denoiser: string;
  /** Others of the same network, which are not run. */
  readonly otherDenoisers: readonly string[];
  /** In the order of the pipeline's; undefined for one that is left out. */
  readonly textEncoders: readonly (string | undefined)[];
  /** Folders of their tokenizers, in the same order. */
  readonly tokenizers: readonly string[];
  readonly vaeDecoder: string | undefined;
  /** Bytes of the denoiser and of the weights beside it. */
  readonly bytes: number;
  /** Those of all graphs. */
  readonly together: number;
  /** Steps and guidance that suit the model, and the files that say so; undefined where it is diffusers' default for the class. */
  readonly steps: number;
  readonly guidance: number;
  readonly said: { readonly steps: string | undefined; readonly guidance: string | undefined };
  /** Everything that a result depends on, in a fixed order. */
  readonly files: readonly string[];
}

const indexFile = "model_index.json";
const schedulerFile = "scheduler/scheduler_config.json";

/** What may lie beside a component's graph and change its results. */
const settings = ["config.json", "tokenizer_config.json", "special_tokens_map.json"];

/**
 * Throws `model-missing` where there is no folder, `model-incomplete` naming what it lacks, `model-signature` for a pipeline that
 * cannot be steered.
 */
export async function inspectPipelineFolder(path: string, wish: GraphWish = usualWish): Promise<PipelineFolder> {
  await requireFolder(path);
  const parts = await findParts(path);
  const stated = await readFilledJson(path, indexFile);
  const index = stated ?? {};
  const template = await readAmuseTemplate(path);
  const className = asString(index["_class_name"]);
  const kind =
    className !== undefined
      ? statedKind(path, indexFile, className)
      : template?.className !== undefined
        ? statedKind(path, templateFile, template.className)
        : await kindByGraph(path, parts);
  const graphFor = graphsOfChoice(path, parts, wish);
  const denoiser = await graphFor([kind.pipeline.denoiser, ...denoiserParts], true);
  const ports = (await isFile(join(path, denoiser)))
    ? await portsOf(path, denoiser)
    : { inputs: [], outputs: [], extraOperators: [] };
  const inputs = ports.inputs.map(calledAsHere);
  const config = (await readFilledJson(path, `${folderOf(denoiser)}config.json`)) ?? {};
  const pipeline = variantOf(kind.pipeline, config, inputs);
  const own: JsonObject = isObject(index["fk_steering"]) ? index["fk_steering"] : {};
  const text = pipeline.text.filter((part) => !isLeftOut(parts, stated, part));
  const vaeDecoder = pipeline.vaeDecoder ? await graphFor(["vae_decoder"]) : undefined;
  const encoders = await Promise.all(text.map(({ folder }) => graphFor([folder])));
  const graphs = [denoiser, ...encoders, ...(vaeDecoder === undefined ? [] : [vaeDecoder])];
  const tokenizers = await Promise.all(pipeline.text.map(({ tokenizer }) => tokenizerFolder(path, tokenizer)));
  const read = tokenizers.filter((_, at) => text.includes(pipeline.text[at]!));
  const vocabularies = await Promise.all(read.map((tokenizer) => vocabularyOf(path, tokenizer)));
  await requireFiles(path, [...graphs, ...vocabularies.flat()]);

  const scheduler = await readScheduler(path, template, kind.className, pipeline.heedsGuidance);
  requireReplaceable(scheduler);
  const weights = await Promise.all(graphs.map((file) => weightsBeside(path, file)));
  const folders = [...graphs.map(folderOf).filter((folder) => folder !== ""), ...read.map((folder) => `${folder}/`)];
  const beside = await Promise.all(folders.map((folder) => settingsIn(path, folder)));
  const saidOf = (key: "steps" | "guidance", value: number | undefined): { value: number | undefined; file: string } =>
    value === undefined ? { value: template?.[key], file: templateFile } : { value, file: indexFile };
  const steps = saidOf("steps", asNumber(own["steps"], 1, 1000));
  const guidance = saidOf("guidance", asNumber(own["guidance_scale"], 0, 100));
  return {
    path,
    name: basename(path),
    title: asString(own["name"]) ?? template?.title,
    description: asString(own["description"]),
    kind,
    pipeline,
    ports: inputs,
    output: outputNamed(ports.outputs, pipeline.output),
    config,
    index,
    template,
    scheduler,
    denoiser,
    otherDenoisers: [kind.pipeline.denoiser, ...denoiserParts]
      .flatMap(parts.graphsOf)
      .filter((graph, at, all) => graph !== denoiser && all.indexOf(graph) === at),
    textEncoders: pipeline.text.map((part) => encoders[text.indexOf(part)]),
    tokenizers,
    vaeDecoder,
    bytes: await bytesOf(path, [denoiser, ...weights[0]!]),
    together: await bytesOf(path, [...graphs, ...new Set(weights.flat())]),
    // No scheduler makes more steps than the model has timesteps.
    steps: steps.value ?? Math.min(pipeline.steps, timestepsOf(scheduler)),
    guidance: guidance.value ?? usualGuidance(kind, pipeline, inputs),
    said: {
      steps: steps.value === undefined ? undefined : steps.file,
      guidance: guidance.value === undefined ? undefined : guidance.file,
    },
    files: [
      ...(await there(path, [indexFile, ...(template === undefined ? [] : [templateFile])])),
      ...graphs,
      ...vocabularies.flat(),
      ...(await there(path, [schedulerFile])),
      ...new Set(beside.flat()),
      ...new Set(weights.flat()),
    ],
  };
}

/** Tells the graph to run of the first of some parts that is there; where none is, what it should be called. */
function graphsOfChoice(
  path: string,
  { graphsOf }: PartFiles,
  wish: GraphWish,
): (wanted: readonly Part[], isStrict?: boolean) => Promise<string> {
  return async (wanted, isStrict = false) => {
    const graphs = wanted.map(graphsOf).find((found) => found.length > 0) ?? [];
    return (await chosenGraph(path, graphs, wish, isStrict)) ?? `${wanted[0]}/model.onnx`;
  };
}

/** A consistency model that is not told its scale was distilled with it (Amuse's exports): a second pass would add to that. */
function usualGuidance({ className }: PipelineKind, { guidance }: Pipeline, inputs: readonly Port[]): number {
  const isTold = inputs.some(({ name }) => name === "timestep_cond");
  return className === "LatentConsistencyModelPipeline" && !isTold ? 1 : guidance;
}

/** Those of the files that are there. */
async function there(path: string, files: readonly string[]): Promise<string[]> {
  const found = await Promise.all(files.map((file) => isFile(join(path, file))));
  return files.filter((_, at) => found[at]);
}

function timestepsOf({ values }: SchedulerConfig): number {
  return asNumber(values["num_train_timesteps"], 1, 1e9) ?? 1000;
}

/** What the file says, what Amuse's template says, or what is usual of the family where there is neither. */
async function readScheduler(
  path: string,
  template: AmuseTemplate | undefined,
  className: string,
  isGuided: boolean,
): Promise<SchedulerConfig> {
  if (await isFile(join(path, schedulerFile))) {
    await refusePointers(path, [schedulerFile]);
    const text = await readText(join(path, schedulerFile));
    if (!isBlank(text)) return parseSchedulerConfig(text, schedulerFile);
  }
  const usual = Object.hasOwn(familyDefaults, className) ? familyDefaults[className] : undefined;
  if (usual === undefined) throw await lacking(path, [schedulerFile]);
  const values = className === "FluxPipeline" && !isGuided ? unguidedFluxScheduler : usual.scheduler;
  if (template !== undefined && Object.keys(template.scheduler).length > 0) {
    return { file: templateFile, values: { ...values, ...template.scheduler } };
  }
  return { file: `what is usual of ${usual.family}`, values };
}

/** The pipeline of a folder whose files name none. Throws `model-incomplete` where its graph tells none either. */
async function kindByGraph(path: string, { graphsOf }: PartFiles): Promise<PipelineKind> {
  const hasDecoder = graphsOf("vae_decoder").length > 0;
  const asked: string[] = [];
  for (const [graph] of denoiserParts.map(graphsOf)) {
    if (graph === undefined) continue;
    const inputs = (await portsOf(path, graph)).inputs.map(calledAsHere);
    const kind = kindOfInputs(graph, inputs, hasDecoder);
    if (kind !== undefined) return kind;
    asked.push(`${graph} asks for ${inputs.map(({ name }) => name).join(", ") || "nothing"}`);
  }
  const tells =
    asked.length === 0
      ? `and no ${denoiserParts.map((part) => `${part}/model.onnx`).join(" or ")} whose inputs tell one`
      : `and the inputs of its graph tell none (${asked.join("; ")})`;
  throw new SteeringError(
    "model-incomplete",
    `The folder ${path} has no model_index.json that names a pipeline (_class_name), ${tells}. Write model_index.json with its class, or choose another model.`,
    { details: { path, missing: [indexFile] } },
  );
}

/** model_index.json says `[null, null]` for a component that is left out; without it, it is left out where its graph is not there. */
function isLeftOut({ graphsOf }: PartFiles, index: JsonObject | undefined, { folder, optional }: TextPart): boolean {
  if (!optional) return false;
  if (index === undefined) return graphsOf(folder).length === 0;
  const stated = index[folder];
  return !Array.isArray(stated) || stated.every((word) => word === null);
}

/** The files that spell a tokenizer: one that holds all, or CLIP's older two. */
async function vocabularyOf(path: string, tokenizer: string): Promise<string[]> {
  const names = await namesIn(join(path, tokenizer));
  const isOlder = !names.includes("tokenizer.json") && names.includes("vocab.json");
  return (isOlder ? ["vocab.json", "merges.txt"] : ["tokenizer.json"]).map((name) => `${tokenizer}/${name}`);
}

async function requireFiles(path: string, needed: readonly string[]): Promise<void> {
  const missing: string[] = [];
  for (const file of needed) if (!(await isFile(join(path, file)))) missing.push(file);
  if (missing.length > 0) throw await lacking(path, missing);
  for (const file of needed) {
    if (file.endsWith(".onnx")) await requireWeights(path, file);
    else await refusePointers(path, [file]);
  }
}

async function lacking(path: string, missing: readonly string[]): Promise<SteeringError> {
  const t5 = missing.some((file) => file.startsWith("text_encoder_3/"))
    ? " To run it without its third text encoder (T5), say [null, null] for text_encoder_3 and tokenizer_3 in model_index.json."
    : "";
  return new SteeringError(
    "model-incomplete",
    `The model folder ${path} lacks ${missing.join(" and ")}. ${await adviceOn(path, missing)}${t5}`,
    { details: { path, missing } },
  );
}

/** Tokenizers and schedulers are left out by exporters of graphs, and lie in the model that was exported; weights of PyTorch are whole, and no graphs. */
async function adviceOn(path: string, missing: readonly string[]): Promise<string> {
  for (const folder of missing.filter((file) => file.endsWith(".onnx")).map(folderOf)) {
    const weights = weightsOfPyTorch(await namesIn(join(path, folder)).catch((): string[] => []));
    if (weights !== undefined) {
      return `It holds ${folder}${weights}, which ONNX Runtime cannot read: export the model to ONNX, as \`optimum-cli export onnx\` does.`;
    }
  }
  const areSettings = missing.every((file) => !file.endsWith(".onnx"));
  return areSettings
    ? "Put it there from the model that the graphs were exported from (its folder in diffusers' format has it)."
    : "Download the whole model again, or export it to ONNX.";
}

async function settingsIn(path: string, folder: string): Promise<string[]> {
  const names = await namesIn(join(path, folder));
  return settings.filter((name) => names.includes(name)).map((name) => folder + name);
}
