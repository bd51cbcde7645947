/** What package.json, README and docs/flags.md say of settings and flags, made from where those are declared. */
import { commands } from "../../src/cli/commands/commands.ts";
import type { Command, Flag } from "../../src/cli/flags/flags.ts";
import { settingSections, type SettingRow } from "../../src/extension/settings/schema.ts";
import { factsOf } from "../../src/protocol/fieldFacts.ts";
import { isMeant } from "../../src/protocol/fieldWords.ts";
import { presetNames, presets, usualPreset, plainSettings, type PresetSettings } from "../../src/protocol/presets.ts";
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
    // Null says that the preset has a say.
    type: fallback === null ? [types[type] ?? "string", "null"] : (types[type] ?? "string"),
    ...(type === "texts" ? { items: { type: "string", minLength: 1 }, uniqueItems: true } : {}),
    ...(names === undefined ? {} : { enum: fallback === null ? [null, ...names] : names }),
    ...(names === undefined || fallback !== null ? {} : { enumItemLabels: ["as the preset has it", ...names] }),
    default: fallback,
    ...(min === undefined ? {} : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max }),
    scope,
    order,
    markdownDescription: description,
    ...(options === undefined ? {} : { markdownEnumDescriptions: meanings(options, names ?? [], fallback) }),
  };
}

function meanings(options: NonNullable<SettingRow["options"]>, names: readonly string[], fallback: unknown): string[] {
  const own = names.map((name) => options[name] ?? "");
  return fallback === null ? ["What the preset has", ...own] : own;
}

/** The README with its table of presets made anew, between its marks. */
export function withPresets(readme: string): string {
  return between(readme, "presets", "end of presets", presetTable());
}

/** docs/flags.md with its tables made anew, between their marks. */
export function withFlags(page: string): string {
  return between(page, "flags", "end of flags", `${commands.map(commandPart).join("\n\n")}\n`);
}

/** What a command takes; where that is nearly all of `run`'s, what differs. */
function commandPart(command: Command): string {
  const run = commands.find((one) => one.name === "run")!;
  const missing = run.flags.filter(({ name }) => command.flags.every((flag) => flag.name !== name));
  const sharesMost = command !== run && missing.length < run.flags.length / 2;
  const own = sharesMost ? command.flags.filter((flag) => !run.flags.includes(flag)) : command.flags;
  const lacking = missing
    .filter(({ name }) => own.every((flag) => flag.name !== name))
    .map(({ name }) => `\`--${name}\``);
  const shared = lacking.length === 0 ? "The flags of `run`" : `The flags of \`run\` but ${lacking.join(", ")}`;
  return [
    `## \`fk-steer ${command.name}\``,
    command.description.replaceAll("\n", " "),
    ...(sharesMost ? [`${shared}, of which these differ or are its own:`] : []),
    ...(own.length === 0 ? [] : [flagTable(own)]),
  ].join("\n\n");
}

function between(text: string, begin: string, end: string, table: string): string {
  const mark = `<!-- ${begin} -->\n`;
  const from = text.indexOf(mark);
  const to = text.indexOf(`<!-- ${end} -->`, from);
  if (from < 0 || to < 0) throw new Error(`There is no place for the ${begin}.`);
  return text.slice(0, from + mark.length) + `\n${table}\n` + text.slice(to);
}

/** Each preset with the settings in which they differ, by flags that the command line takes together. */
function presetTable(): string {
  const differing = (Object.keys(plainSettings) as (keyof PresetSettings)[]).filter(
    (name) => new Set(presetNames.map((preset) => JSON.stringify(presets[preset].settings[name]))).size > 1,
  );
  const rows = presetNames.map((name) => {
    const { words, settings } = presets[name];
    const [label, meaning] = words;
    const meant = differing.filter((setting) => isMeant(rowOf(setting), settings));
    const flags = meant.map((setting) => {
      const value = settings[setting];
      return `\`--${rowOf(setting).flag!.name} ${typeof value === "object" ? value.kind : value}\``;
    });
    return `| *${label}*${name === usualPreset ? ", the default" : ""} | ${flags.join(" ")} | ${meaning} |`;
  });
  return ["| preset | its settings | what for |", "|---|---|---|", ...rows, ""].join("\n");
}

function flagTable(flags: readonly Flag[]): string {
  const groups = Map.groupBy(flags, ({ group }) => group);
  const rows = [...groups].flatMap(([group, own]) => [
    ...(group === undefined || groups.size === 1 ? [] : [`| **${group}** | | |`]),
    ...own.map(flagRow),
  ]);
  return ["| flag | default | what it does |", "|---|---|---|", ...rows].join("\n");
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
