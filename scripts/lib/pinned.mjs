/** Tools of one purpose, pinned in scripts/NAME and installed into .cache/NAME when that purpose comes up. */
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { npm } from "./dependencies.mjs";
import { at, cache } from "./paths.mjs";

/** Where the tools of that name are installed. */
export function pinnedFolder(name) {
  return join(cache, name);
}

/** The step of a set-up that installs them. */
export function pinnedStep(name, title) {
  const pins = at("scripts", name);
  const folder = pinnedFolder(name);
  const stamp = join(folder, ".installed");
  const wanted = () => readFileSync(join(pins, "package-lock.json"), "utf8");
  return {
    title,
    needed: () => !existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted(),
    async run() {
      await installPinned(name);
      writeFileSync(stamp, wanted());
    },
  };
}

/** `npm ci` of the pins, without any install script. */
export async function installPinned(name, environment) {
  const folder = pinnedFolder(name);
  mkdirSync(folder, { recursive: true });
  for (const file of ["package.json", "package-lock.json", ".npmrc"])
    cpSync(at("scripts", name, file), join(folder, file));
  await npm(["ci", "--ignore-scripts"], folder, environment);
}
