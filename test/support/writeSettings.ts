/** Writes into package.json, README.md and docs/flags.md what is made from the declarations of settings and flags: `npm run settings`. */
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { settingNames } from "../../src/extension/settings/schema.ts";
import { configuration, withFlags, withPresets } from "./settingDocuments.ts";

interface Manifest {
  contributes: { configuration: unknown };
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: readonly string[] } };
}

const at = (name: string): string => resolve(import.meta.dirname, "..", "..", name);
const manifest = JSON.parse(await readFile(at("package.json"), "utf8")) as Manifest;
manifest.contributes.configuration = configuration();
// No setting is an untrusted workspace's to make.
manifest.capabilities.untrustedWorkspaces.restrictedConfigurations = settingNames.map((name) => `fkSteering.${name}`);
await writeFile(at("package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
for (const [page, made] of [
  ["README.md", withPresets],
  ["docs/flags.md", withFlags],
] as const) {
  await writeFile(at(page), made(await readFile(at(page), "utf8")));
}
