/** SHA-256 of files, for the run file: what a result was made with. */
import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { openFile } from "./openFile.ts";
import type { ModelFile } from "../loadedModel.ts";

/** Hashes by path, for as long as what the file system says of the file stays. */
const known = new Map<string, { readonly version: string; readonly sha256: string }>();

export interface KnownHash {
  readonly path: string;
  /** What the file system said of the file when it was hashed. */
  readonly version: string;
  readonly sha256: string;
}

/** All that this process has hashed, for another one that is to hash the same files. */
export function knownHashes(): KnownHash[] {
  return [...known].map(([path, found]) => ({ path, ...found }));
}

/** Takes in hashes that another process made. A file that has changed since is hashed again. */
export function rememberHashes(hashes: readonly KnownHash[]): void {
  for (const { path, version, sha256 } of hashes) known.set(path, { version, sha256 });
}

/** Hashes files of a folder, in their order. */
export function hashFiles(folder: string, files: readonly string[], signal: AbortSignal): Promise<ModelFile[]> {
  return Promise.all(files.map(async (path) => ({ path, sha256: await sha256OfFile(join(folder, path), signal) })));
}

/** What all of them together are known by. */
export function jointHash(files: readonly ModelFile[]): string {
  return files.map(({ sha256 }) => sha256).join(".");
}

/** SHA-256 of a file in lowercase hexadecimal, read as a stream; remembered until the file changes. */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const version = await versionOf(path);
  const before = known.get(path);
  if (before?.version === version) return before.sha256;
  const hash = createHash("sha256");
  const file = await openFile(path);
  const stream = file.createReadStream({ highWaterMark: 1 << 20, ...(signal === undefined ? {} : { signal }) });
  for await (const chunk of stream) hash.update(chunk as Buffer);
  const sha256 = hash.digest("hex");
  known.set(path, { version, sha256 });
  return sha256;
}

/** Length, times and number: a file that was put in another's place may have its length and its time. */
async function versionOf(path: string): Promise<string> {
  const { size, mtimeMs, ctimeMs, ino } = await stat(path);
  return `${size}:${mtimeMs}:${ctimeMs}:${ino}`;
}
