/** Files of a model folder, whatever model it is: what is there, how large it is, when it changed. Reads names only. */
import { readdir, stat } from "node:fs/promises";
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

/** Names of the folders, or of the files, in a folder, sorted; none where it may not be looked into. Asks the disk once, and again only for links. */
export async function namesOf(kind: "files" | "folders", path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries) {
    const place = join(path, entry.name);
    const isThat = kind === "files" ? entry.isFile() : entry.isDirectory();
    const isOther = kind === "files" ? entry.isDirectory() : entry.isFile();
    if (isThat || (!isOther && (await (kind === "files" ? isFile(place) : isFolder(place))))) found.push(entry.name);
  }
  return found.toSorted();
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

/**
 * `model-incomplete`. Where it is a graph that is missing, `names` are the folder's files: one may be what it should be exported from.
 * `advice`: what to do about the rest, where that is known.
 */
export function incomplete(
  path: string,
  missing: readonly string[],
  names: readonly string[] = [],
  advice?: string,
): SteeringError {
  const weights = weightsOfPyTorch(names);
  const exported =
    weights === undefined ? [] : [`It holds ${weights}, which ONNX Runtime cannot read: export the model to ONNX.`];
  const hints = [...exported, ...(advice === undefined ? [] : [advice])];
  const hint = hints.length > 0 ? hints.join(" ") : "Download or export the whole model again.";
  const sentence = `The model folder ${path} lacks ${missing.join(" and ")}. ${hint}`;
  return new SteeringError("model-incomplete", sentence, { details: { path, missing } });
}

/** The first of some files that has weights, and no graph. */
export function weightsOfPyTorch(names: readonly string[]): string | undefined {
  return names.find((file) => /\.(safetensors|bin|pt|gguf)$/.test(file));
}

/** When the files were last written, and how long they are: another text where one of them has changed. */
export async function fileTimes(path: string, files: readonly string[]): Promise<string> {
  const times = files.map(async (file) => {
    // A file that was put in another's place may have its time; it has another number then, or was changed itself.
    const none = { mtimeMs: 0, ctimeMs: 0, size: 0, ino: 0 };
    const { mtimeMs, ctimeMs, size, ino } = await stat(join(path, file)).catch(() => none);
    return `${mtimeMs}:${ctimeMs}:${size}:${ino}`;
  });
  return (await Promise.all(times)).join();
}

/** Bytes of files of the folder. */
export async function bytesOf(path: string, files: readonly string[]): Promise<number> {
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(path, file))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Bytes of a folder, to three levels down. */
export async function bytesIn(folder: string, levels = 3): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() === true) bytes += found.size;
    else if (found?.isDirectory() === true && levels > 0) bytes += await bytesIn(path, levels - 1);
  }
  return bytes;
}
