/**
 * What lies in the folder of a CLIP: a Hugging Face folder with `preprocessor_config.json`, a tokenizer, and in `onnx/` either one graph
 * with both encoders or `text_model.onnx` and `vision_model.onnx`. Looks at names and beginnings only; loads nothing.
 */
import { basename, join } from "node:path";
import { asId, isObject, type JsonObject, readJson } from "../folders/json.ts";
import { clipFamily, type ClipFamily, namesClip } from "./clipFamily.ts";
import { parsePreparation, type Preparation } from "./preparation.ts";
import { requireWeights, weightsBeside } from "../folders/graphWeights.ts";
import { refusePointers } from "../folders/lfsPointer.ts";
import { byChoice, chosenGraph, type GraphWish, precisionOfName, rewardWish } from "../folders/graphChoice.ts";
import { bytesOf, incomplete, namesIn, requireFolder } from "../folders/modelFiles.ts";

export interface ClipFolder {
  readonly path: string;
  readonly name: string;
  /** Graphs relative to the folder, with forward slashes; the same one twice where it has both encoders. */
  readonly text: string;
  readonly vision: string;
  /** Others of the same networks, which are not run. */
  readonly otherGraphs: readonly string[];
  /** The file that says how images are prepared. */
  readonly preparation: string;
  /** Bytes of graphs and weights. */
  readonly bytes: number;
  /** Everything that a score depends on, relative to the folder, in a fixed order. */
  readonly files: readonly string[];
}

/** How images are prepared: a file of its own, or since transformers 5 a part of the processor's. */
const preparationFiles = ["preprocessor_config.json", "processor_config.json"] as const;

/** What the folder says of its images, and where. Throws `model-corrupt` for a file that is no JSON. */
async function readPreparation(path: string, file: string): Promise<JsonObject> {
  const said = (await readJson(path, file)) ?? {};
  const part = said["image_processor"];
  return isObject(part) ? part : said;
}

export interface ClipFacts {
  /** `config.json`, or nothing. */
  readonly config: JsonObject;
  readonly family: ClipFamily;
  readonly preparation: Preparation;
}

/** Throws `model-corrupt` for a file that is no JSON, `model-signature` for images that cannot be prepared as it asks. */
export async function readClip({ path, preparation: file }: ClipFolder): Promise<ClipFacts> {
  const config = (await readJson(path, "config.json")) ?? {};
  const said = await readPreparation(path, file);
  const family = clipFamily(config, said);
  const side = asId(partOf(config, "vision_config")["image_size"]) ?? family.side;
  const preparation = parsePreparation(said, join(path, file), { ...family, side });
  return { config, family, preparation };
}

export function partOf(config: JsonObject, name: string): JsonObject {
  const part = config[name];
  return isObject(part) ? part : {};
}

const optionalFiles = ["config.json", "tokenizer_config.json", "special_tokens_map.json"];

/** True when a folder has any sign of being a CLIP, whole or not. */
export async function looksLikeClip(path: string): Promise<boolean> {
  const config = await readJson(path, "config.json").catch(() => undefined);
  if (namesClip(config) || liesInHalves(await namesIn(path))) return true;
  const graphs = await graphNames(path);
  return ["text_model", "vision_model"].every((stem) =>
    graphs.some((graph) => graph.split("/").at(-1)!.startsWith(stem)),
  );
}

/** Throws `model-missing` when there is no such folder, `model-incomplete` naming what it lacks. */
export async function inspectClipFolder(path: string, wish = rewardWish()): Promise<ClipFolder> {
  await requireFolder(path);
  const names = await namesIn(path);
  const graphs = await graphNames(path);
  const pair = await chosenPair(path, graphs, wish);
  const isOlder = !names.includes("tokenizer.json") && names.includes("vocab.json");
  const preparation = preparationFiles.find((file) => names.includes(file)) ?? preparationFiles[0];
  const needed = [preparation, ...(isOlder ? ["vocab.json", "merges.txt"] : ["tokenizer.json"])];
  const missing = needed.filter((file) => !names.includes(file));
  if (pair === undefined) missing.push(missingGraph(graphs));
  if (pair === undefined && liesInHalves(names)) throw incomplete(path, missing, [], otherLayout);
  if (pair === undefined || missing.length > 0) throw incomplete(path, missing, pair === undefined ? names : []);
  const [text, vision] = pair;
  const own = [...new Set([text, vision])];
  for (const graph of own) await requireWeights(path, graph);
  await refusePointers(path, needed);
  const weights = (await Promise.all(own.map((graph) => weightsBeside(path, graph)))).flat();
  return {
    path,
    name: basename(path),
    text,
    vision,
    otherGraphs: graphs.filter((graph) => !own.includes(graph) && isEncoder(graph)),
    preparation,
    bytes: await bytesOf(path, [...own, ...weights]),
    files: [...needed, ...optionalFiles.filter((file) => names.includes(file)), ...own, ...weights],
  };
}

/** As immich lays OpenCLIP's models out (huggingface.co/immich-app): other inputs, and another file that says how images are prepared. */
function liesInHalves(names: readonly string[]): boolean {
  return names.includes("textual") && names.includes("visual");
}

const otherLayout =
  "Nothing of it need be missing: its encoders lie in textual/ and visual/, as immich takes them, and that layout is not read here. Take the same CLIP as Transformers.js publishes it, or export it: optimum-cli export onnx --task zero-shot-image-classification.";

/** `onnx/` is where graphs belong; some exporters leave them in the folder itself. */
export async function graphNames(path: string): Promise<string[]> {
  const inside = (await namesIn(join(path, "onnx"))).map((name) => `onnx/${name}`);
  return [...inside, ...(await namesIn(path))].filter((name) => name.endsWith(".onnx"));
}

/** A graph of one encoder or of both, by its name; none that goes on from what it has read, and no head. */
function isEncoder(graph: string): boolean {
  const name = basename(graph);
  return /^(?:text_model|vision_model|model)/.test(name) && !/decoder|merged/.test(name);
}

/**
 * The graphs to run: by precision; of one precision two before one, which computes both sides each time it is asked for one. Two of different
 * precisions are of one model, too, and are run where there is nothing else. Throws as `chosenGraph`.
 */
async function chosenPair(
  path: string,
  graphs: readonly string[],
  wish: GraphWish,
): Promise<readonly [text: string, vision: string] | undefined> {
  for (const folder of ["onnx/", ""]) {
    const inside = graphs.filter((graph) => graph.startsWith(folder) && graph.includes("/") === (folder !== ""));
    const stemmed = (stem: string): string[] =>
      inside.filter((graph) => basename(graph).startsWith(stem) && isEncoder(graph));
    const pairs = [
      ...stemmed("text_model").flatMap((text) => {
        const vision = stemmed("vision_model").find((graph) => precisionOfName(graph) === precisionOfName(text));
        return vision === undefined ? [] : [[text, vision] as const];
      }),
      ...stemmed("model").map((both) => [both, both] as const),
    ];
    if (pairs.length === 0) {
      const [[text], [vision]] = [byChoice(stemmed("text_model")), byChoice(stemmed("vision_model"))];
      if (text === undefined || vision === undefined) continue;
      // Nothing to choose from: what is asked for has to be what the larger one is.
      await chosenGraph(path, [vision], wish);
      return [text, vision];
    }
    // Of two encoders that of the images, which is the larger one, stands for both.
    const first = await chosenGraph(
      path,
      pairs.map(([, vision]) => vision),
      wish,
    );
    const best = precisionOfName(first!);
    // Two graphs come first in the list.
    return pairs.find(([, vision]) => vision === first || precisionOfName(vision) === best);
  }
  return undefined;
}

/** The other half of what is there, or the graph that has both. */
function missingGraph(graphs: readonly string[]): string {
  const has = (stem: string): boolean => graphs.some((graph) => graph.includes(stem));
  if (has("text_model")) return "onnx/vision_model.onnx";
  return has("vision_model") ? "onnx/text_model.onnx" : "onnx/model.onnx";
}
