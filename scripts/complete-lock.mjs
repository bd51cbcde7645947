/**
 * `node scripts/complete-lock.mjs`, after a dependency was added or updated: npm leaves a platform's binary package out of
 * the lock file where the registry in use does not serve it, and then `npm ci` refuses that lock file everywhere. This adds
 * the entry back, marked for its platform, so that other platforms skip it.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { at } from "./lib/paths.mjs";
import { main } from "./lib/process.mjs";

const systems = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const processors = ["arm64", "x64", "ia32", "ppc64", "riscv64", "s390x", "loong64", "arm"];

await main(() => {
  const file = at("package-lock.json");
  const lock = JSON.parse(readFileSync(file, "utf8"));
  const added = [];
  for (const [path, { optionalDependencies = {}, ...parent }] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (path === "" || isLocked(lock.packages, path, name)) continue;
      lock.packages[`node_modules/${name}`] = entry(name, version, parent);
      added.push(name);
    }
  }
  const sorted = Object.entries(lock.packages).toSorted(([a], [b]) => a.localeCompare(b, "en"));
  lock.packages = Object.fromEntries(sorted);
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  process.stderr.write(added.length === 0 ? "nothing was missing\n" : `added ${added.join(", ")}\n`);
});

/** Whether the package is found from the folder at `path` upwards, as Node looks for it. */
function isLocked(packages, path, name) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("node_modules/") - 1))) {
    if (packages[`${folder === "" ? "" : `${folder}/`}node_modules/${name}`] !== undefined) return true;
    if (folder === "") return false;
  }
}

function entry(name, version, { dev, engines, license }) {
  const os = systems.filter((system) => name.includes(system));
  const cpu = processors.filter((processor) => new RegExp(`-${processor}(-|$)`).test(name));
  if (os.length !== 1 || cpu.length !== 1) throw new Error(`Which platform is ${name} for?`);
  const libc = /-musl/.test(name) ? ["musl"] : /-gnu/.test(name) ? ["glibc"] : undefined;
  return {
    version,
    cpu,
    ...(dev && { dev }),
    ...(libc && { libc }),
    license,
    optional: true,
    os,
    ...(engines && { engines }),
  };
}
