/** What belongs to a graph beside its own file: the files that its records name. Knows no model. */
import { stat } from "node:fs/promises";
import { isAbsolute, join, normalize, posix } from "node:path";
import { SteeringError } from "../../errors.ts";
import { keepLatest } from "../keepLatest.ts";
import { type GraphRecords, readGraphRecords } from "../onnx/graphRecords.ts";
import { refusePointers } from "./lfsPointer.ts";
import { isFile } from "./modelFiles.ts";

/** By path, length and time: a model is listed much more often than it changes. */
const recordsOf = keepLatest(256, (key: string): GraphRecords | undefined =>
  readGraphRecords(key.slice(key.lastIndexOf("\n") + 1)),
);

async function records(path: string): Promise<GraphRecords | undefined> {
  const { size, mtimeMs, ctimeMs, ino } = await stat(path);
  return recordsOf(`${size}:${mtimeMs}:${ctimeMs}:${ino}\n${path}`);
}

/**
 * Files with a graph's external data as the graph names them, whatever they are called, relative to the model's folder, sorted. Throws
 * `model-corrupt` where a name leads out of the model's folder.
 */
export async function weightsBeside(path: string, graph: string): Promise<string[]> {
  const own = graph.slice(0, graph.lastIndexOf("/") + 1);
  const locations = (await records(join(path, graph)))?.locations ?? [];
  return locations.map((location) => inFolder(path, graph, own, location)).toSorted();
}

/** Throws `model-incomplete` where the graph or a file that it names is not there, or Git has put a pointer in its place. */
export async function requireWeights(path: string, graph: string): Promise<void> {
  await refusePointers(path, [graph]);
  const weights = await weightsBeside(path, graph);
  const missing: string[] = [];
  for (const file of weights) if (!(await isFile(join(path, file)))) missing.push(file);
  if (missing.length > 0) {
    throw new SteeringError(
      "model-incomplete",
      `The model folder ${path} lacks ${missing.join(" and ")}, where ${graph} has its weights. Download the whole model again.`,
      { details: { path, missing } },
    );
  }
  await refusePointers(path, weights);
}

/** Type of most of the graph's numbers; undefined where it is not known. */
export async function precisionOf(path: string, graph: string): Promise<string | undefined> {
  return (await records(join(path, graph)))?.precision;
}

/** Whether rows of a batch change each other in the graph: true where activations are quantised together. */
export async function mixesRows(path: string, graph: string): Promise<boolean> {
  return (await records(join(path, graph)))?.mixesRows ?? false;
}

/** What the graph asks for and gives, and which operators beside ONNX's it has; nothing where its file is no graph. */
export async function portsOf(
  path: string,
  graph: string,
): Promise<Pick<GraphRecords, "inputs" | "outputs" | "extraOperators">> {
  return (await records(join(path, graph))) ?? { inputs: [], outputs: [], extraOperators: [] };
}

function inFolder(path: string, graph: string, own: string, location: string): string {
  const file = posix.normalize(own + location.replaceAll("\\", "/"));
  if (location !== "" && !isAbsolute(location) && !normalize(file).startsWith("..") && !file.startsWith("/"))
    return file;
  throw new SteeringError(
    "model-corrupt",
    `${join(path, graph)} has its weights in ${JSON.stringify(location)}, which is no file of the model's folder. Export the model again, with its weights beside the graph.`,
    { details: { file: join(path, graph), weights: location } },
  );
}
