/** Which files a reward may be made of: those whose real place is inside the given folders. Knows no VS Code. */
import { realpathSync } from "node:fs";
import { isAbsolute, relative, sep } from "node:path";

/** The folder that holds a path, by their real places; `undefined` for a path outside all of them, or that is not there. */
export type Confine = (path: string) => string | undefined;

/** Folders that do not exist hold nothing. */
export function confineTo(folders: readonly string[]): Confine {
  const roots = folders.map(realPath).filter((folder) => folder !== undefined);
  return (path) => {
    const real = realPath(path);
    return real === undefined ? undefined : roots.find((root) => isInside(root, real));
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

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
