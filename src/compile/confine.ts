/** Which files a reward may be made of: those whose real place is inside the given folders. Knows no VS Code. */
import { realpath } from "node:fs/promises";
import { isAbsolute, relative, sep } from "node:path";

/** The folder that holds a path, by their real places; `undefined` for a path outside all of them, or that is not there. */
export type Confine = (path: string) => Promise<string | undefined>;

/** Folders that do not exist hold nothing. */
export async function confineTo(folders: readonly string[]): Promise<Confine> {
  const found = await Promise.all(folders.map((folder) => realpath(folder).catch(() => undefined)));
  const roots = found.filter((folder) => folder !== undefined);
  return async (path) => {
    const real = await realpath(path).catch(() => undefined);
    return real === undefined ? undefined : roots.find((root) => isInside(root, real));
  };
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
