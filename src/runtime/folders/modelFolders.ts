/** Which models there are: every sub-folder of the model folders that is one, or half of one. */
import { basename, isAbsolute, relative, resolve } from "node:path";
import { SteeringError, sentenceOf } from "../../errors.ts";
import type { Modality } from "../../protocol/modality.ts";
import type { ModelFact, ModelInfo } from "../../protocol/modelInfo.ts";
import { readImageInfo } from "../image/pipeline/imageInfo.ts";
import { readTextInfo } from "../text/textInfo.ts";
import type { ModelWords } from "./modelWords.ts";
import { readImageFacts } from "../image/pipeline/imageFacts.ts";
import { precisionOf } from "./graphWeights.ts";
import { bytesIn, isFile, isFolder } from "./modelFiles.ts";
import { refuseOtherFolder } from "./otherFolder.ts";
import { modalityOfFolder, modelPaths, type NamedPath } from "./modelPaths.ts";
import { readTextFacts } from "../text/textFacts.ts";

/**
 * Models in the order of their folders, then by name. Half-there ones are listed as broken, with why; folders that
 * are not there count as empty. A folder that is itself a model counts as one. Where two models share a name the later
 * is named by its path.
 */
export async function listModels(
  folders: readonly string[],
  embeddedFolders: readonly string[] = [],
): Promise<ModelInfo[]> {
  const models: ModelInfo[] = [];
  for (const { embedded, ...found } of await namedModels(folders, embeddedFolders)) {
    models.push(await describeModel(found, embedded));
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
  const named = await namedModels(folders, embeddedFolders);
  const known = named.find(({ name, path }) => name === nameOrPath || path === resolve(nameOrPath));
  // The graphs of the others are not read: that takes longer than all else before a model loads.
  if (known !== undefined) return describeModel(known, known.embedded);
  if (isAbsolute(nameOrPath) && (await isFolder(nameOrPath))) {
    return describeModel(await modelAt(resolve(nameOrPath)), false);
  }
  if (isAbsolute(nameOrPath) && (await isFile(nameOrPath))) throw isNoFolder(nameOrPath);
  const models = await listModels(folders, embeddedFolders);
  const usable = models.filter(({ state }) => state.kind === "ready").map(({ name }) => name);
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

/** What they are called, and where they lie: nothing of them is read that does not tell whether they are models. */
async function namedModels(
  folders: readonly string[],
  embeddedFolders: readonly string[],
): Promise<(NamedPath & { readonly embedded: boolean })[]> {
  const models: (NamedPath & { readonly embedded: boolean })[] = [];
  const taken = new Set<string>();
  for (const folder of new Set(folders.map((path) => resolve(path)))) {
    const embedded = embeddedFolders.some((path) => resolve(path) === folder);
    for (const { path, name } of await modelPaths(folder)) {
      models.push({ path, name: taken.has(name) ? path : name, embedded });
      taken.add(name);
    }
  }
  return models;
}

function isNoFolder(path: string): SteeringError {
  const what = path.endsWith(".onnx")
    ? "Choose the folder that holds the whole model, with its tokenizer"
    : "Choose a folder that holds a model in ONNX; what PyTorch reads has to be exported to that first";
  return new SteeringError("model-missing", `${path} is a file, and a model is a folder. ${what}.`, {
    details: { model: path },
  });
}

/** How the folder of a model is read, by what it makes. */
const readers: Readonly<
  Record<
    Modality,
    { readonly info: (path: string) => Promise<ModelWords>; readonly facts: (path: string) => Promise<ModelFact[]> }
  >
> = {
  text: { info: readTextInfo, facts: readTextFacts },
  image: { info: readImageInfo, facts: readImageFacts },
};

/** The model in a folder, or the only one in the folders of a folder that is none. Throws `model-missing` that lists several, or says what else it is. */
async function modelAt(path: string): Promise<NamedPath> {
  await refuseOtherFolder(path);
  const inside = (await modelPaths(path)).filter((found) => found.path !== path);
  const [only, ...others] = inside;
  if (only === undefined) return { path, name: basename(path) };
  if (others.length === 0) return { ...only, name: basename(path) };
  throw new SteeringError(
    "model-missing",
    `The folder ${path} holds ${inside.length} models: ${listed(inside.map((found) => relative(path, found.path)))}. Choose one of these folders.`,
    { details: { path, models: inside.map((found) => found.path) } },
  );
}

function listed(names: readonly string[]): string {
  const most = 8;
  return names.length <= most ? names.join(", ") : `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}

async function describeModel({ path, name }: NamedPath, embedded: boolean): Promise<ModelInfo> {
  const modality = await modalityOfFolder(path);
  const base = {
    ...{ name, title: name, description: "", modality, path, extent: undefined, bytes: await bytesIn(path) },
    ...{ steps: 64, conventions: [], note: undefined },
    origin: embedded ? "embedded" : "folder",
  } as const;
  try {
    const { title, graph, ...words } = await readers[modality].info(path);
    const note = embedded ? undefined : await halfNote(path, graph);
    return { ...base, ...words, title: title ?? name, note, state: { kind: "ready" } };
  } catch (error) {
    return { ...base, state: { kind: "broken", problem: sentenceOf(error) } };
  }
}

/** What is known of a model before it is loaded. Throws what is wrong with its folder. */
export function readFacts({ path, modality }: ModelInfo): Promise<ModelFact[]> {
  return readers[modality].facts(path);
}

/** Measured with a full-size Stable Diffusion 1.5: 1.4 times float32's time a pass, the same peak memory. */
async function halfNote(path: string, graph: string): Promise<string | undefined> {
  if ((await precisionOf(path, graph)) !== "float16") return undefined;
  return "Its weights are float16: on the CPU that is slower than float32, and saves no memory. Where you have both, take float32 there.";
}
