/** Which models there are: every sub-folder of the model folders that is one, or half of one. */
import { basename, isAbsolute, join, resolve } from "node:path";
import { messageOf, SteeringError } from "../../errors.ts";
import type { ModelInfo } from "../../protocol/modelInfo.ts";
import { looksLikeClip } from "../clip/clipFolder.ts";
import { guidanceAdvice, guidingSaid } from "../image/guiding.ts";
import { readOwnSize } from "../image/ownSize.ts";
import { inspectPipelineFolder } from "../image/pipelineFolder.ts";
import { asString, readJson } from "./json.ts";
import { isFolder, namesIn } from "./modelFiles.ts";
import { readTextConfig } from "../text/textConfig.ts";
import { inspectTextFolder, looksLikeTextModel } from "../text/textFolder.ts";

/**
 * Models in the order of their folders, then by name. Half-there ones are listed with their `problem`; folders that
 * are not there count as empty. A folder that is itself a model counts as one. Where two models share a name the later
 * is named by its path.
 */
export async function listModels(
  folders: readonly string[],
  embeddedFolders: readonly string[] = [],
): Promise<ModelInfo[]> {
  const models: ModelInfo[] = [];
  const taken = new Set<string>();
  for (const folder of new Set(folders.map((path) => resolve(path)))) {
    const embedded = embeddedFolders.some((path) => resolve(path) === folder);
    for (const path of await modelPaths(folder)) {
      const model = await describeModel(path, embedded);
      models.push(taken.has(model.name) ? { ...model, name: path } : model);
      taken.add(model.name);
    }
  }
  return models;
}

/**
 * The model of that name, or in the folder of that absolute path. Throws `model-missing` that lists what there is. A
 * model that is half there is found: opening it says what it lacks.
 */
export async function findModel(
  nameOrPath: string,
  folders: readonly string[],
  embeddedFolders: readonly string[] = [],
): Promise<ModelInfo> {
  const models = await listModels(folders, embeddedFolders);
  const known = models.find(({ name, path }) => name === nameOrPath || path === resolve(nameOrPath));
  if (known !== undefined) return known;
  if (isAbsolute(nameOrPath) && (await isFolder(nameOrPath))) return describeModel(resolve(nameOrPath), false);
  const usable = models.filter(({ problem }) => problem === undefined).map(({ name }) => name);
  const there =
    usable.length > 0
      ? `There ${usable.length === 1 ? "is" : "are"}: ${usable.join(", ")}.`
      : `No usable model lies in ${folders.join(", ") || "any model folder"}.`;
  throw new SteeringError(
    "model-missing",
    `There is no model ${JSON.stringify(nameOrPath)}. ${there} Choose one of these, or give the absolute path of a model folder.`,
    { details: { model: nameOrPath, models: usable } },
  );
}

async function modelPaths(folder: string): Promise<string[]> {
  if (await isModel(folder)) return [folder];
  const paths: string[] = [];
  for (const name of await namesIn(folder)) {
    const path = join(folder, name);
    if (!name.startsWith(".") && (await isFolder(path)) && (await isModel(path))) paths.push(path);
  }
  return paths;
}

async function isModel(path: string): Promise<boolean> {
  if (await isImageModel(path)) return true;
  // A CLIP makes nothing: rewards name it.
  return (await looksLikeTextModel(path)) && !(await looksLikeClip(path));
}

/** A diffusers folder. */
async function isImageModel(path: string): Promise<boolean> {
  return (await namesIn(path)).includes("model_index.json");
}

async function describeModel(path: string, embedded: boolean): Promise<ModelInfo> {
  const name = basename(path);
  const base = { name, title: name, description: "", path, embedded, size: "", steps: 64 };
  if (await isImageModel(path)) return describeImageModel(path, base);
  try {
    await inspectTextFolder(path);
    const config = await readTextConfig(path);
    return {
      ...base,
      title: config.title ?? name,
      description: config.description ?? (await describeFamily(path)),
      modality: "text",
      size: `${config.maxLength} tokens`,
      problem: undefined,
    };
  } catch (error) {
    return { ...base, modality: "text", problem: messageOf(error) };
  }
}

async function describeImageModel(path: string, base: Omit<ModelInfo, "modality" | "problem">): Promise<ModelInfo> {
  try {
    const folder = await inspectPipelineFolder(path);
    const { title, description = "An image model (diffusers).", steps, pipeline } = folder;
    const { shape, factor, config } = await readOwnSize(folder);
    const advice = guidanceAdvice(guidingSaid(pipeline, config), pipeline, folder.guidance);
    return {
      ...base,
      title: title ?? base.name,
      description: [description, advice].filter((sentence) => sentence !== undefined).join(" "),
      modality: "image",
      size: `${shape.width * factor} × ${shape.height * factor}`,
      steps,
      problem: undefined,
    };
  } catch (error) {
    return { ...base, modality: "image", problem: messageOf(error) };
  }
}

/** What can be said of a model that says nothing of itself. */
async function describeFamily(path: string): Promise<string> {
  const family = asString((await readJson(path, "config.json"))?.["model_type"]);
  return family === undefined ? "" : `A masked language model (${family}).`;
}
