/**
 * Packages that lie outside of the project and that its node_modules folders link to: by `npm link`, in a store that
 * pnpm shares between projects, or where the whole node_modules is a link. Whoever linked them there installed them.
 * Knows no esbuild.
 */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, join, sep } from "node:path";
import { realPath, type Confine } from "./confine.ts";
import { manifestIn } from "./manifest.ts";
import { projectOf } from "./project.ts";

/** Lets the files of a package be read which is imported by name from a folder, where a link leads to it. */
export type OpenLinked = (name: string, folder: string) => void;

/** Remembers where it has looked: make one for each build. */
export function linkedPackages(confine: Confine): OpenLinked {
  const looked = new Set<string>();
  const openLinked: OpenLinked = (name, folder) => {
    const key = `${name}\n${folder}`;
    if (looked.has(key)) return;
    looked.add(key);
    const place = join(folder, "node_modules", name);
    if (!existsSync(place)) {
      if (folder !== dirname(folder)) openLinked(name, dirname(folder));
      return;
    }
    const real = realPath(place);
    const isOurs = confine(folder) !== undefined || confine(dirname(place)) !== undefined;
    if (real === undefined || !isOurs || confine(real) !== undefined) return;
    if (isPackage(real)) for (const each of placesOf(real)) confine.open(each);
  };
  return openLinked;
}

/** A folder with a name of its own. What holds the person's whole home is none, whatever lies in it. */
function isPackage(folder: string): boolean {
  const home = realPath(homedir()) ?? homedir();
  return !`${home}${sep}`.startsWith(`${folder}${sep}`) && typeof manifestIn(folder)?.["name"] === "string";
}

/** The package's project, where what it imports is installed; in a store that lies beside it. */
function placesOf(folder: string): string[] {
  const above = dirname(folder);
  const beside = basename(above).startsWith("@") ? dirname(above) : above;
  return [projectOf(folder), ...(basename(beside) === "node_modules" ? [beside] : [])];
}
