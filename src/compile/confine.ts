/** Which files a reward may be made of: those whose real place is inside the given folders. Knows no VS Code. */
import { lstatSync, realpathSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";

export interface Confine {
  /** The folder that holds a path, by their real places; `undefined` for a path outside all of them, or that is not there. */
  (path: string): string | undefined;
  /** One more folder that files may be of. */
  open(folder: string): void;
}

/** Folders that do not exist hold nothing. Remembers where folders really are: make one for each reward that is put together. */
export function confineTo(folders: readonly string[]): Confine {
  const roots = folders.map(realPath).filter((folder) => folder !== undefined);
  const realFolder = remembered(realPath);
  const confine = (path: string): string | undefined => {
    const real = realPlace(path, realFolder);
    return real === undefined ? undefined : roots.find((root) => isInside(root, real));
  };
  return Object.assign(confine, {
    open(folder: string) {
      const real = realPath(folder);
      if (real !== undefined) roots.push(real);
    },
  });
}

/** Packages have many files in few folders: of a file that is no link, only its folder is followed. */
function realPlace(path: string, realFolder: (folder: string) => string | undefined): string | undefined {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found?.isFile() !== true) return realPath(path);
    const folder = realFolder(dirname(path));
    return folder === undefined ? undefined : join(folder, basename(path));
  } catch {
    return undefined;
  }
}

function remembered<Key, Value>(find: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    if (!known.has(key)) known.set(key, find(key));
    return known.get(key)!;
  };
}

/** `undefined` where nothing is there. */
export function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

/** Both are real, absolute paths. */
function isInside(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
