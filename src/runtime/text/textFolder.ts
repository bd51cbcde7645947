/**
 * What lies in the folder of a text model: a Hugging Face folder with `config.json`, `tokenizer.json` and
 * `onnx/model*.onnx`. Looks at names and beginnings only; loads nothing.
 */
import { basename, join } from "node:path";
import {
  bytesOf,
  incomplete,
  namesIn,
  precisions,
  requireFolder,
  requireWeights,
  weightsBeside,
} from "../folders/modelFiles.ts";

export interface TextFolder {
  readonly path: string;
  readonly name: string;
  /** The graph that is run, relative to the folder, with forward slashes. */
  readonly graph: string;
  /** Bytes of the graph and of the weights beside it. */
  readonly bytes: number;
  /** Everything that a result depends on, relative to the folder, in a fixed order. */
  readonly files: readonly string[];
}

/** Which of several graphs is run. Others follow by name. */
const preferred = precisions.map((precision) => `model${precision}.onnx`);

const optionalFiles = ["tokenizer_config.json", "special_tokens_map.json"];

/** True when a folder has any sign of being a text model, whole or not. */
export async function looksLikeTextModel(path: string): Promise<boolean> {
  const names = await namesIn(path);
  return names.includes("config.json") || names.includes("tokenizer.json") || (await graphsIn(path)).length > 0;
}

/** Throws `model-missing` when there is no such folder, `model-incomplete` naming what it lacks. */
export async function inspectTextFolder(path: string): Promise<TextFolder> {
  const name = basename(path);
  await requireFolder(path);
  const names = await namesIn(path);
  const graphs = await graphsIn(path);
  const missing = ["config.json", "tokenizer.json"].filter((file) => !names.includes(file));
  if (graphs.length === 0) missing.push("onnx/model.onnx");
  const [graph] = graphs;
  if (graph === undefined || missing.length > 0) {
    throw incomplete(path, missing, graph === undefined ? names : []);
  }
  await requireWeights(path, graph);
  const weights = await weightsBeside(path, graph);
  return {
    path,
    name,
    graph,
    bytes: await bytesOf(path, [graph, ...weights]),
    files: [
      "config.json",
      "tokenizer.json",
      ...optionalFiles.filter((file) => names.includes(file)),
      graph,
      ...weights,
    ],
  };
}

/** Graphs, best first. `onnx/` is where they belong; some exporters leave them in the folder itself. */
async function graphsIn(path: string): Promise<string[]> {
  const rank = (name: string) => (preferred.includes(name) ? preferred.indexOf(name) : preferred.length);
  const graphs = (names: string[]) =>
    names.filter((name) => /^model.*\.onnx$/.test(name)).toSorted((a, b) => rank(a) - rank(b));
  const inside = graphs(await namesIn(join(path, "onnx"))).map((name) => `onnx/${name}`);
  return [...inside, ...graphs(await namesIn(path))];
}
