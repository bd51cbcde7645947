/** A run as the command that makes it: only what is other than the default. Made from the rows of the settings. Pure. */
import type { FieldWords } from "../../protocol/fieldWords.ts";
import { rowOf, runFieldNames, type RunFieldName } from "../../protocol/runFields.ts";
import { defaultSpecification, type RunRequest } from "../../protocol/specification.ts";
import { sourceName } from "../../protocol/rewardWords.ts";

/** For a POSIX shell. */
export function runCommandOf(request: RunRequest): string {
  const fields = runFieldNames.flatMap((name) => fieldArguments(name, request[name]));
  return ["fk-steer", "run", ...named(request), ...fields].map(quoted).join(" ");
}

/** What no flag of a single field says. */
function named({ model, prompt = "", otherPrompts = [], rewards }: RunRequest): string[] {
  return [
    ...withValue("--model", model),
    ...[prompt, ...otherPrompts].flatMap((one) => withValue("--prompt", one)),
    ...rewards.flatMap(({ source, weight = 1, parameters = {} }) => {
      const name = sourceName(source);
      return [
        ...withValue("--reward", source.kind === "builtin" ? source.name : source.path),
        ...(weight === 1 ? [] : ["--weight", `${name}=${weight}`]),
        ...Object.entries(parameters).flatMap(([key, value]) => ["--param", `${name}.${key}=${value}`]),
      ];
    }),
  ];
}

function fieldArguments(name: RunFieldName, value: unknown): string[] {
  const usual = (defaultSpecification as Readonly<Record<string, unknown>>)[name];
  if (value === undefined || JSON.stringify(value) === JSON.stringify(usual)) return [];
  const row = rowOf(name);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return flagArguments(row, value);
  const { kind, ...parts } = value as Readonly<Record<string, unknown>>;
  const words = typeof kind === "string" ? (row.kinds?.[kind]?.parts ?? {}) : (row.parts ?? {});
  const own = typeof kind === "string" ? flagArguments(row, kind) : [];
  return [...own, ...Object.entries(words).flatMap(([part, one]) => flagArguments(one, parts[part]))];
}

function flagArguments({ flag }: FieldWords, value: unknown): string[] {
  if (flag === undefined || value === undefined) return [];
  const name = `--${flag.name}`;
  if (flag.sets !== undefined) return value === flag.sets ? [name] : [];
  if (typeof value === "string" || typeof value === "number") return withValue(name, String(value));
  // What is left out is said by no flag.
  if (!Array.isArray(value) || value.length === 0) return [];
  // Texts are given one by one, numbers with commas between them.
  return value.every((one) => typeof one === "number")
    ? withValue(name, value.join(","))
    : value.flatMap((one) => withValue(name, String(one)));
}

/** In one word where the value would be taken for a flag. */
function withValue(flag: string, value: string): string[] {
  return value.startsWith("-") ? [`${flag}=${value}`] : [flag, value];
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
