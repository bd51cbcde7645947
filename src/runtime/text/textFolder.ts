/**
 * What lies in the folder of a text model: a Hugging Face folder with `config.json`, `tokenizer.json` and
 * `onnx/model*.onnx`. Looks at names and beginnings only; loads nothing.
 */
import { basename, dirname, join } from "node:path";
import { looksLikeImageModel } from "../image/pipeline/partFiles.ts";
import { requireWeights, weightsBeside } from "../folders/graphWeights.ts";
import { refusePointers } from "../folders/lfsPointer.ts";
import { byChoice, chosenGraph, type GraphWish, usualWish } from "../folders/graphChoice.ts";
import { readJson } from "../folders/json.ts";
import { tokenizerFileOf } from "../folders/tokenizerFile.ts";
import { bytesOf, incomplete, namesIn, requireFolder } from "../folders/modelFiles.ts";

export interface TextFolder {
  readonly path: string;
  readonly name: string;
  /** The graph that is run, relative to the folder, with forward slashes. */
  readonly graph: string;
  /** Others of the same network, which are not run. */
  readonly otherGraphs: readonly string[];
  /** Bytes of the graph and of the weights beside it. */
  readonly bytes: number;
  /** Everything that a result depends on, relative to the folder, in a fixed order. */
  readonly files: readonly string[];
}

const optionalFiles = ["generation_config.json", "tokenizer_config.json", "special_tokens_map.json"];

/** Vocabularies that are older than tokenizer.json, or of one library alone. */
const olderVocabularies = ["vocab.txt", "vocab.json", "spiece.model", "sentencepiece.bpe.model", "tokenizer.model"];

/** True when a folder has any sign of being a text model, whole or not. */
export async function looksLikeTextModel(path: string): Promise<boolean> {
  const names = await namesIn(path);
  return names.includes("config.json") || names.includes("tokenizer.json") || (await graphsIn(path)).length > 0;
}

/** Throws `model-missing` when there is no such folder, `model-incomplete` naming what it lacks. */
export async function inspectTextFolder(path: string, wish: GraphWish = usualWish): Promise<TextFolder> {
  const name = basename(path);
  await requireFolder(path);
  const names = await namesIn(path);
  const graphs = await graphsIn(path);
  const config = await readJson(path, "config.json").catch(() => undefined);
  const tokenizer = tokenizerFileOf(names, config) ?? "tokenizer.json";
  const missing = ["config.json", tokenizer].filter((file) => !names.includes(file));
  if (graphs.length === 0) missing.push("onnx/model.onnx");
  // `onnx/` first: what lies beside it is what the exporter left.
  const inside = graphs.filter((graph) => graph.startsWith("onnx/"));
  const graph = await chosenGraph(path, inside.length > 0 ? inside : graphs, wish);
  if (graph === undefined || missing.length > 0) {
    const older = missing.includes("tokenizer.json")
      ? olderVocabularies.find((file) => names.includes(file))
      : undefined;
    const part = await partOfImageModel(path);
    throw incomplete(path, missing, graph === undefined ? names : [], part ?? (older && howToConvert(path, older)));
  }
  await requireWeights(path, graph);
  const weights = await weightsBeside(path, graph);
  const described = ["config.json", tokenizer, ...optionalFiles.filter((file) => names.includes(file))];
  await refusePointers(path, described);
  return {
    path,
    name,
    graph,
    otherGraphs: graphs.filter((other) => other !== graph),
    bytes: await bytesOf(path, [graph, ...weights]),
    files: [...described, graph, ...weights],
  };
}

/** A sentence for who chose a folder of an image model, of a network, a tokenizer or a scheduler; undefined for any other folder. */
async function partOfImageModel(path: string): Promise<string | undefined> {
  const whole = dirname(path);
  if (!(await looksLikeImageModel(whole))) return undefined;
  return `It is a part of the image model in ${whole}: choose that folder.`;
}

function howToConvert(path: string, vocabulary: string): string {
  const folder = JSON.stringify(path);
  return `Its vocabulary lies in ${vocabulary}: \`pip install transformers sentencepiece\` and \`python -c 'from transformers import AutoTokenizer as T; T.from_pretrained(${folder}).save_pretrained(${folder})'\` make tokenizer.json of it.`;
}

/** Graphs, best first. `onnx/` is where they belong; some exporters leave them in the folder itself. */
async function graphsIn(path: string): Promise<string[]> {
  const graphs = (names: string[]) => byChoice(names.filter((name) => /^model.*\.onnx$/.test(name)));
  const inside = graphs(await namesIn(join(path, "onnx"))).map((name) => `onnx/${name}`);
  return [...inside, ...graphs(await namesIn(path))];
}
