/** Installs what package-lock.json names. Runs on Node 20 and without any dependency. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nodeModules, root } from "./paths.mjs";
import { runQuietly } from "./process.mjs";

/** The step of a set-up that installs the project's dependencies. */
export const dependenciesStep = {
  title: "Installing dependencies",
  needed: () => !isInstalled(root),
  run: () => npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], root),
};

/**
 * Whether node_modules holds what the lock file asks for. By content, not by time: a checkout that touches the lock file
 * without changing it must not cost an install, nor may an install that was cut off pass for a whole one.
 */
function isInstalled(folder) {
  const hidden = join(folder, "node_modules", ".package-lock.json");
  if (!existsSync(hidden)) return false;
  const wanted = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8")).packages;
  const present = JSON.parse(readFileSync(hidden, "utf8")).packages;
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === "") return true;
    return present[path] === undefined ? optional === true : present[path].version === version;
  });
}

/** Runs npm, with `environment` added to this process's own. */
export function npm(args, cwd, environment = {}) {
  return runQuietly(process.platform === "win32" ? "npm.cmd" : "npm", [...args, "--loglevel=error"], {
    cwd,
    env: { ...process.env, ...environment },
    shell: process.platform === "win32",
  });
}

/** The folder of an installed package. */
export function packageFolder(name) {
  return join(nodeModules, name);
}
