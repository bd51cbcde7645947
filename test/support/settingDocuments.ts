/** What package.json and README say of settings and flags, made from where those are declared. */
import { commands } from "../../src/cli/commands/commands.ts";
import type { Flag } from "../../src/cli/flags/flags.ts";
import { settingSections, type SettingRow } from "../../src/extension/settings/schema.ts";
import { factsOf } from "../../src/protocol/fieldFacts.ts";
import { presetNames, presets, usualPreset, usualSettings, type PresetSettings } from "../../src/protocol/presets.ts";
import { rowOf } from "../../src/protocol/runFields.ts";

/** `contributes.configuration` of package.json. */
export function configuration(): object[] {
  return Object.entries(settingSections).map(([title, rows]) => ({
    title,
    properties: Object.fromEntries(
      Object.entries(rows).map(([name, row], index) => [`fkSteering.${name}`, property(row, index + 1)]),
    ),
  }));
}

function property({ schema, description, scope, options }: SettingRow, order: number): object {
  const { type, min, max, fallback, options: names } = factsOf(schema);
  const types = { integer: "integer", number: "number", switch: "boolean", texts: "array" } as Record<string, string>;
  return {
    type: types[type] ?? "string",
    ...(type === "texts" ? { items: { type: "string", minLength: 1 }, uniqueItems: true } : {}),
    ...(names === undefined ? {} : { enum: names }),
    default: fallback,
    ...(min === undefined ? {} : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max }),
    scope,
    order,
    markdownDescription: description,
    ...(options === undefined ? {} : { markdownEnumDescriptions: names?.map((name) => options[name]) }),
  };
}

/** The README with its tables of flags and presets made anew, between their marks. */
export function withSettingTables(readme: string): string {
  const flags = ["run", "compare", "sweep"].reduce(
    (text, name) => between(text, `flags of ${name}`, "end of flags", flagTable(name)),
    readme,
  );
  return between(flags, "presets", "end of presets", presetTable());
}

function between(text: string, begin: string, end: string, table: string): string {
  const mark = `<!-- ${begin} -->\n`;
  const from = text.indexOf(mark);
  const to = text.indexOf(`<!-- ${end} -->`, from);
  if (from < 0 || to < 0) throw new Error(`README.md has no place for the ${begin}.`);
  return text.slice(0, from + mark.length) + `\n${table}\n` + text.slice(to);
}

/** Each preset with the settings in which they differ, by their flags. */
function presetTable(): string {
  const differing = (Object.keys(usualSettings) as (keyof PresetSettings)[]).filter(
    (name) => new Set(presetNames.map((preset) => JSON.stringify(presets[preset].settings[name]))).size > 1,
  );
  const rows = presetNames.map((name) => {
    const { words, settings } = presets[name];
    const [label, meaning] = words;
    const flags = differing.map((setting) => {
      const value = settings[setting];
      return `\`--${rowOf(setting).flag!.name} ${typeof value === "object" ? value.kind : value}\``;
    });
    return `| *${label}*${name === usualPreset ? ", the default" : ""} | ${flags.join(" ")} | ${meaning} |`;
  });
  return ["| preset | its settings | what for |", "|---|---|---|", ...rows, ""].join("\n");
}

function flagTable(name: string): string {
  const run = new Set(commands.find((one) => one.name === "run")!.flags);
  const { flags } = commands.find((one) => one.name === name)!;
  const shown = name === "run" ? flags : flags.filter((flag) => !run.has(flag));
  const groups = Map.groupBy(shown, ({ group }) => group);
  const rows = [...groups].flatMap(([group, own]) => [
    ...(group === undefined || groups.size === 1 ? [] : [`| **${group}** | | |`]),
    ...own.map(flagRow),
  ]);
  return ["| flag | default | what it does |", "|---|---|---|", ...rows, ""].join("\n");
}

function flagRow({ name, kind, placeholder, standard, description, repeatable }: Flag): string {
  const value = kind === "switch" ? "" : ` ${placeholder ?? (kind === "number" ? "<number>" : "<text>")}`;
  const names =
    /^<.*\|.*>$/u.test(value.trim()) && !value.includes("name|") ? value.trim().slice(1, -1).split("|") : [];
  const what = names.length === 0 ? description : `${description}: ${names.map((one) => `\`${one}\``).join(", ")}`;
  const flag = `\`--${name}${names.length > 0 ? "" : value.replaceAll("|", "\\|")}\``;
  const plain = standard !== undefined && /^[\w.+-]+$/u.test(standard) && Number.isNaN(Number(standard));
  return `| ${flag}${repeatable === true ? " …" : ""} | ${plain ? `\`${standard}\`` : (standard ?? "")} | ${code(what)} |`;
}

/** Flags in the midst of words are code. */
function code(text: string): string {
  return text.replaceAll(/(?<![`\w])--[a-z-]+/gu, "`$&`").replaceAll("|", "\\|");
}
