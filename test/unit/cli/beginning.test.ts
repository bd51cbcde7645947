/** What a command loads and reads before it does what it was asked for. */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { expect, it } from "vitest";
import { bundleModules } from "../../../scripts/lib/bundleModules.mjs";
import { findModel } from "../../../src/runtime/folders/modelFolders.ts";

const models = join(import.meta.dirname, "../../../media/models");

/** Paths of the files that were opened meanwhile. */
async function openedBy(work: () => Promise<unknown>): Promise<string[]> {
  const paths: string[] = [];
  const { openSync } = fs;
  const { open } = fs.promises;
  fs.openSync = (path, ...given) => (paths.push(String(path)), openSync(path, ...given));
  fs.promises.open = (path, ...given) => (paths.push(String(path)), open(path, ...given));
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    Object.assign(fs, { openSync });
    Object.assign(fs.promises, { open });
    syncBuiltinESMExports();
  }
  return paths;
}

it("reads no model but the one that is named", async () => {
  const paths = await openedBy(() => findModel("stories", [models], [models]));
  expect(paths).toContain(join(models, "stories", "config.json"));
  expect(paths.filter((path) => !path.startsWith(join(models, "stories")))).toEqual([]);
});

it("loads neither the RPC library, which only workspace rewards need, nor the lexicon of moods", async () => {
  const { atLoad, later } = await bundleModules("commandLine");
  for (const part of ["node_modules/vscode-jsonrpc/", "node_modules/vader-sentiment/"]) {
    expect(atLoad.filter((path) => path.includes(part))).toEqual([]);
    expect(later.filter((path) => path.includes(part))).not.toEqual([]);
  }
});
