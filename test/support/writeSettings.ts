/** Writes into package.json and README.md what is made from the declarations of settings and flags: `npm run settings`. */
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { settingNames } from "../../src/extension/settings/schema.ts";
import { configuration, withSettingTables } from "./settingDocuments.ts";

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
await writeFile(at("README.md"), withSettingTables(await readFile(at("README.md"), "utf8")));
