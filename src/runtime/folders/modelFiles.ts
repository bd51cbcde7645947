/** Files of a model folder, whatever model it is: what is there, what lies beside a graph, what only stands for it. Reads beginnings at most. */
import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { SteeringError } from "../../errors.ts";
import { isMissing } from "./json.ts";

export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

export async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** Throws `model-missing` where there is no such folder. */
export async function requireFolder(path: string): Promise<void> {
  if (await isFolder(path)) return;
  const sentence = `There is no model folder ${path}. Check the path, or choose another model.`;
  throw new SteeringError("model-missing", sentence, { details: { path } });
}

/** Names in a folder, sorted; none when it is not there. */
export async function namesIn(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).toSorted();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Files with a graph's external data: `model.onnx_data`, `model.onnx_data_1`, `model.onnx.data`. */
export async function weightsBeside(path: string, graph: string): Promise<string[]> {
  const slash = graph.lastIndexOf("/") + 1;
  const prefix = graph.slice(0, slash);
  const stem = graph.slice(slash);
  const names = await namesIn(join(path, prefix));
  return names
    .filter((name) => name !== stem && /^[._]data(_\d+)?$/.test(name.slice(stem.length)) && name.startsWith(stem))
    .map((name) => prefix + name);
}

/** How the names of a graph's variants end: full precision first, then what is nearest to it. */
export const precisions = ["", "_fp16", "_quantized", "_int8", "_uint8"];

/** `model-incomplete`. Where it is a graph that is missing, `names` are the folder's files: one may be what it should be exported from. */
export function incomplete(path: string, missing: readonly string[], names: readonly string[] = []): SteeringError {
  const weights = names.find((file) => /\.(safetensors|bin|pt|gguf)$/.test(file));
  const hint =
    weights === undefined
      ? "Download or export the whole model again."
      : `It holds ${weights}, which ONNX Runtime cannot read: export the model to ONNX.`;
  const sentence = `The model folder ${path} lacks ${missing.join(" and ")}. ${hint}`;
  return new SteeringError("model-incomplete", sentence, { details: { path, missing } });
}

/** When the files were last written, and how long they are: another text where one of them has changed. */
export async function fileTimes(path: string, files: readonly string[]): Promise<string> {
  const times = files.map(async (file) => {
    const { mtimeMs, size } = await stat(join(path, file)).catch(() => ({ mtimeMs: 0, size: 0 }));
    return `${mtimeMs}:${size}`;
  });
  return (await Promise.all(times)).join();
}

/** Bytes of files of the folder. */
export async function bytesOf(path: string, files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(path, file))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Throws `model-incomplete` where Git has put a pointer in the graph's place. */
export async function requireWeights(path: string, graph: string): Promise<void> {
  if (!(await isLfsPointer(join(path, graph)))) return;
  throw new SteeringError(
    "model-incomplete",
    `${join(path, graph)} is a Git LFS pointer and not the weights. Run \`git lfs pull\` in that folder.`,
    { details: { path, missing: [graph] } },
  );
}

async function isLfsPointer(path: string): Promise<boolean> {
  const start = "version https://git-lfs";
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(start.length), 0, start.length, 0);
  return buffer.toString("latin1", 0, bytesRead) === start;
}
