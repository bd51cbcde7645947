/** Each default, limit and choice of a setting has one home: what else states it is made from there. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { parseFlags } from "../../src/cli/flags/flags.ts";
import { helpText } from "../../src/cli/flags/help.ts";
import { specificationOf } from "../../src/cli/flags/specification.ts";
import { commands } from "../../src/cli/commands/commands.ts";
import { factsOf } from "../../src/protocol/fieldFacts.ts";
import { isMeant } from "../../src/protocol/fieldWords.ts";
import { presetNames, presets, usualPreset } from "../../src/protocol/presets.ts";
import { rowOf, runFieldNames, type RunFieldName } from "../../src/protocol/runFields.ts";
import { configuration, withFlags, withPresets } from "../support/settingDocuments.ts";

const again = "run `npm run settings`";

it("package.json has the settings as they are declared", () => {
  expect(manifest.contributes.configuration, again).toEqual(configuration());
});

it.each([
  ["README.md", withPresets],
  ["docs/flags.md", withFlags],
])("%s has presets or flags as they are declared", async (name, made) => {
  const page = await readFile(join(import.meta.dirname, "..", "..", name), "utf8");
  const cells = (text: string): string => text.replaceAll(/ *\| */gu, "|").replaceAll(/-+/gu, "-");
  expect(cells(page), again).toBe(cells(made(page)));
});

it.each(presetNames)("README.md's flags for the preset %s are taken together, and come to the preset", async (name) => {
  const page = await readFile(join(import.meta.dirname, "..", "..", "README.md"), "utf8");
  const row = page.split("\n").find((line) => line.startsWith(`| *${presets[name].words[0]}*`)) ?? "";
  const told = [...row.matchAll(/`(--\S+ \S+)`/gu)].flatMap(([, flag]) => flag!.split(" "));
  const { flags } = commands.find((command) => command.name === "run")!;
  const { settings } = presets[name];
  const meant = Object.entries(settings).filter(([setting]) => isMeant(rowOf(setting as RunFieldName), settings));
  const asked = parseFlags([...told, "--reward", "own.reward.ts"], flags);
  expect(specificationOf(asked, [])).toMatchObject(Object.fromEntries(meant));
});

it("--help tells the defaults and the choices that hold", () => {
  const help = helpText([commands.find(({ name }) => name === "run")!], 10_000);
  const usual: Partial<Record<RunFieldName, unknown>> = presets[usualPreset].settings;
  for (const name of runFieldNames) {
    const { flag, schema } = rowOf(name);
    const { options, ...facts } = factsOf(schema);
    const fallback = usual[name] ?? facts.fallback;
    if (flag === undefined || flag.sets !== undefined) continue;
    const said = help.slice(help.indexOf(`  --${flag.name} `)).split(/\n {2}--/u)[0];
    if (typeof fallback === "number") expect(said, name).toContain(`(default ${fallback})`);
    if (options !== undefined) expect(said, name).toContain(`<${options.join("|")}>`);
  }
});

it("every field of a run has a row with words", () => {
  for (const name of runFieldNames)
    expect(rowOf(name).label.length * rowOf(name).title.length, name).toBeGreaterThan(0);
});
