/** What a bundle evaluates when it is loaded and what waits for a dynamic import, by esbuild's account. Writes nothing. */
import { bundles } from "./bundles.mjs";

/** Gives { atLoad, later, importersOf }: modules as paths under the root, and the modules that import something external. */
export async function bundleModules(name) {
  const esbuild = await import("esbuild");
  const { metafile } = await esbuild.build(bundles[name]);
  const modules = metafile.inputs;
  const { entryPoint } = Object.values(metafile.outputs).find((output) => output.entryPoint !== undefined);
  const atLoad = new Set([entryPoint]);
  for (const path of atLoad) {
    for (const { path: imported, kind, external } of modules[path].imports) {
      if (kind !== "dynamic-import" && !external) atLoad.add(imported);
    }
  }
  const paths = Object.keys(modules);
  return {
    atLoad: paths.filter((path) => atLoad.has(path)),
    later: paths.filter((path) => !atLoad.has(path)),
    importersOf: (external) =>
      paths.filter((path) => modules[path].imports.some((one) => one.external && one.path === external)),
  };
}
