/** Which models there are: every sub-folder of the model folders that is one, or half of one. */
import { basename, isAbsolute, resolve } from "node:path";
import { messageOf, SteeringError } from "../../errors.ts";
import type { ModelFact, ModelInfo } from "../../protocol/modelInfo.ts";
import { readImageFacts } from "../image/pipeline/imageFacts.ts";
import { guidanceAdvice, guidingSaid } from "../image/pipeline/guiding.ts";
import { readOwnSize } from "../image/pipeline/ownSize.ts";
import { inspectPipelineFolder } from "../image/pipeline/pipelineFolder.ts";
import { precisionOf } from "./graphWeights.ts";
import { isFolder } from "./modelFiles.ts";
import { isImageModel, modelPaths, type NamedPath } from "./modelPaths.ts";
import { conventionNotes } from "../text/conventions.ts";
import { readTextConfig } from "../text/textConfig.ts";
import { readTextFacts } from "../text/textFacts.ts";
import { inspectTextFolder } from "../text/textFolder.ts";

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
    for (const found of await modelPaths(folder)) {
      const model = await describeModel(found, embedded);
      models.push(taken.has(model.name) ? { ...model, name: found.path } : model);
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
  if (isAbsolute(nameOrPath) && (await isFolder(nameOrPath))) {
    const path = resolve(nameOrPath);
    return describeModel({ path, name: basename(path) }, false);
  }
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

async function describeModel({ path, name }: NamedPath, embedded: boolean): Promise<ModelInfo> {
  const base = {
    ...{ name, title: name, description: "", path, embedded, size: "", steps: 64 },
    ...{ conventions: [], note: undefined },
  };
  if (await isImageModel(path)) return describeImageModel(path, base);
  try {
    const { graph } = await inspectTextFolder(path);
    const { title, description, family, conventions } = await readTextConfig(path);
    return {
      ...base,
      title: title ?? name,
      description: description ?? describeFamily(family),
      modality: "text",
      size: `${conventions.window.value} tokens`,
      conventions: conventionNotes(conventions),
      note: embedded ? undefined : await halfNote(path, graph),
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
      note: base.embedded ? undefined : await halfNote(path, folder.denoiser),
      problem: undefined,
    };
  } catch (error) {
    return { ...base, modality: "image", problem: messageOf(error) };
  }
}

/** What is known of a model before it is loaded. Throws what is wrong with its folder. */
export function readFacts({ path, modality }: ModelInfo): Promise<ModelFact[]> {
  return modality === "image" ? readImageFacts(path) : readTextFacts(path);
}

/** What can be said of a model that says nothing of itself. */
function describeFamily(family: string | undefined): string {
  return family === undefined ? "" : `A masked language model (${family}).`;
}

/** Measured with a full-size Stable Diffusion 1.5: 1.4 times float32's time a pass, the same peak memory. */
async function halfNote(path: string, graph: string): Promise<string | undefined> {
  if ((await precisionOf(path, graph)) !== "float16") return undefined;
  return "Its weights are float16: on the CPU that is slower than float32, and saves no memory. Where you have both, take float32 there.";
}
