/** The project that a folder belongs to: what its code may import, in an editor and in a terminal alike. */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { manifestIn } from "./manifest.ts";

/**
 * The root of the folder's repository as far as it is a project of npm, yarn or pnpm, since packages are hoisted there and
 * siblings linked from there, or the repository itself where it has no package.json; outside of a repository the root of its
 * workspaces, else the nearest folder with a package.json or a tsconfig.json, else the folder itself. Never a home folder.
 */
export function projectOf(folder: string): string {
  const above = ancestorsOf(folder);
  const repository = above.findIndex((candidate) => existsSync(join(candidate, ".git")));
  const within = repository < 0 ? above : above.slice(0, repository + 1);
  return (
    within.findLast(repository < 0 ? holdsWorkspaces : (candidate) => isProject(candidate)) ??
    within.find(isProject) ??
    above[repository] ??
    within.find((candidate) => existsSync(join(candidate, "tsconfig.json"))) ??
    folder
  );
}

function ancestorsOf(folder: string): string[] {
  const above: string[] = [];
  const home = homedir();
  for (let candidate = folder; candidate !== dirname(candidate) && candidate !== home; candidate = dirname(candidate)) {
    above.push(candidate);
  }
  return above;
}

function isProject(folder: string): boolean {
  return existsSync(join(folder, "package.json")) || existsSync(join(folder, "pnpm-workspace.yaml"));
}

function holdsWorkspaces(folder: string): boolean {
  return existsSync(join(folder, "pnpm-workspace.yaml")) || manifestIn(folder)?.["workspaces"] !== undefined;
}
