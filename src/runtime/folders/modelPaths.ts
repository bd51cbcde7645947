/**
 * Where models lie in a model folder: beside each other, below their owner's name (`owner/name`), or as the hub's clients keep them
 * (`models--owner--name/snapshots/COMMIT`). Looks at names only.
 */
import { readText } from "./openFile.ts";
import { basename, join } from "node:path";
import { looksLikeClip } from "../clip/clipFolder.ts";
import { looksLikeImageModel } from "../image/pipeline/partFiles.ts";
import { looksLikeClassifier } from "../readers/readerFolder.ts";
import { looksLikeTextModel } from "../text/textFolder.ts";
import { namesOf } from "./modelFiles.ts";
import type { Modality } from "../../protocol/modality.ts";

export interface NamedPath {
  readonly path: string;
  /** Its folder's name, or the hub's: "owner/name". */
  readonly name: string;
}

/** A folder that is itself a model counts as one. In the order of their names on disk. */
export async function modelPaths(folder: string): Promise<NamedPath[]> {
  if (await isModel(folder)) return [{ path: folder, name: basename(folder) }];
  const found: NamedPath[] = [];
  for (const name of await foldersIn(folder)) {
    const path = join(folder, name);
    if (await isModel(path)) found.push({ path, name });
    else found.push(...((await hubModel(path, name)) ?? (await modelsOf(path, name))));
  }
  return found;
}

/** What the model of a folder makes, whole or not. */
export async function modalityOfFolder(path: string): Promise<Modality> {
  return (await looksLikeImageModel(path)) ? "image" : "text";
}

async function isModel(path: string): Promise<boolean> {
  if (await looksLikeImageModel(path)) return true;
  // A CLIP or a classifier makes nothing: rewards name it.
  if (!(await looksLikeTextModel(path))) return false;
  return !(await looksLikeClip(path)) && !(await looksLikeClassifier(path));
}

/**
 * An owner's models: one level below, and no further. A folder with files of its own is no owner of text models; but image models lie
 * below a README as variants of one (`…_io16`, `…_io32`).
 */
async function modelsOf(folder: string, owner: string): Promise<NamedPath[]> {
  const found: NamedPath[] = [];
  const isOwner = (await namesOf("files", folder)).length === 0;
  for (const name of await foldersIn(folder)) {
    const path = join(folder, name);
    if (isOwner ? await isModel(path) : await looksLikeImageModel(path)) found.push({ path, name: `${owner}/${name}` });
  }
  return found;
}

/** A repository in the hub's cache, at the commit that `main` names, or the last of what is there. Undefined where the folder is none. */
async function hubModel(path: string, folder: string): Promise<NamedPath[] | undefined> {
  const [, owner, name] = /^models--(?:(.+?)--)?(.+)$/.exec(folder) ?? [];
  if (name === undefined) return undefined;
  const snapshots = await foldersIn(join(path, "snapshots"));
  const main = (await readText(join(path, "refs", "main")).catch(() => "")).trim();
  const commit = snapshots.includes(main) ? main : snapshots.at(-1);
  const snapshot = commit === undefined ? undefined : join(path, "snapshots", commit);
  if (snapshot === undefined) return [];
  const named = owner === undefined ? name : `${owner}/${name}`;
  return (await isModel(snapshot)) ? [{ path: snapshot, name: named }] : modelsOf(snapshot, named);
}

async function foldersIn(folder: string): Promise<string[]> {
  return (await namesOf("folders", folder)).filter((name) => !name.startsWith("."));
}
