/** The flags that set fields of the run specification, made from their rows. Pure. */
import { factsOf, partFacts, type FieldFacts } from "../../protocol/fieldFacts.ts";
import type { FieldWords, FlagGroup } from "../../protocol/fieldWords.ts";
import { presets, usualPreset } from "../../protocol/presets.ts";
import { rowOf, runFieldNames, type RunField, type RunFieldName } from "../../protocol/runFields.ts";
import type { Flag } from "./flags.ts";
import type { FlagChoice } from "./flagRules.ts";

export const fieldFlags: readonly Flag[] = runFieldNames.flatMap((name) => {
  const row = rowOf(name);
  return [...ownFlag(name, row), ...partFlags(name, row)];
});

function ownFlag(name: RunFieldName, row: RunField): Flag[] {
  const facts = { ...factsOf(row.schema), ...presetDefault(name) };
  const needs = row.onlyWith === undefined ? {} : { needs: [neighbour(row.onlyWith)] };
  return flagOf(row, facts, facts.type === "choice" ? `${name}.kind` : name, row.flags).map((flag) => ({
    ...flag,
    ...needs,
  }));
}

/** Where a flag is left out, the usual preset has a say first. */
function presetDefault(name: RunFieldName): { readonly fallback?: unknown } {
  const settings: Partial<Record<RunFieldName, unknown>> = presets[usualPreset].settings;
  return name in settings ? { fallback: settings[name] } : {};
}

/** A part that several kinds have is one flag. */
function partFlags(name: RunFieldName, row: RunField): Flag[] {
  const kinds = Object.entries(row.kinds ?? {});
  const inKinds = kinds.flatMap(([kind, { parts }]) =>
    Object.entries(parts ?? {}).map(([part, words]) => ({ kind, part, words })),
  );
  const byPart = [...Map.groupBy(inKinds, ({ part }) => part).values()];
  const chosen = byPart.flatMap((places) => {
    const { kind, part, words } = places[0]!;
    const own = partFacts(row.schema, part, kind)!;
    const usual = factsOf(row.schema).fallback as Readonly<Record<string, unknown>> | undefined;
    const facts = usual?.["kind"] === kind ? { ...own, fallback: usual[part] } : own;
    const rules =
      row.flag === undefined
        ? excluding(later(inKinds, kind))
        : { needs: distinct(places.map((place) => made(row, place))), ...(facts.optional ? {} : { required: true }) };
    return flagOf(words, facts, `${name}.${part}`, row.flags).map((flag) => ({ ...flag, ...rules }));
  });
  const [first, ...rest] = Object.entries(row.parts ?? {}).flatMap(([part, words]) =>
    flagOf(words, partFacts(row.schema, part)!, `${name}.${part}`, row.flags),
  );
  if (first === undefined) return chosen;
  return [...chosen, first, ...rest.map((flag) => ({ ...flag, needs: [{ flag: first.name }] }))];
}

/** Where no flag tells the kind, the flags of its parts do: those of one kind exclude those of the kinds after it. */
function later(parts: readonly { readonly kind: string; readonly words: FieldWords }[], kind: string): string[] {
  const last = parts.findLastIndex((place) => place.kind === kind);
  return parts.slice(last + 1).flatMap(({ words }) => (words.flag === undefined ? [] : [words.flag.name]));
}

function excluding(flags: readonly string[]): Pick<Flag, "excludes"> {
  return flags.length === 0 ? {} : { excludes: flags };
}

/** The choice without which a part means nothing. */
function made(row: RunField, place: { readonly kind: string; readonly words: FieldWords }): FlagChoice {
  const { onlyWith } = place.words;
  if (onlyWith === undefined) return { flag: row.flag!.name, value: place.kind };
  const other = row.kinds?.[place.kind]?.parts?.[onlyWith[0]]?.flag;
  return { flag: other?.name ?? onlyWith[0], value: onlyWith[1] };
}

/** Several kinds may take a part under one condition. */
function distinct(choices: readonly FlagChoice[]): FlagChoice[] {
  return choices.filter(
    ({ flag, value }, at) => choices.findIndex((one) => one.flag === flag && one.value === value) === at,
  );
}

function neighbour([name, value]: readonly [name: string, value: string]): FlagChoice {
  const { flag, schema } = rowOf(name as RunFieldName);
  return { flag: flag?.name ?? name, value, byDefault: factsOf(schema).fallback === value };
}

function flagOf(words: FieldWords, facts: FieldFacts, field: string, group: FlagGroup | undefined): Flag[] {
  const { flag } = words;
  if (flag === undefined) return [];
  const standard = standardOf(words, facts);
  const placeholder = flag.placeholder ?? (facts.options === undefined ? undefined : `<${facts.options.join("|")}>`);
  return [
    {
      name: flag.name,
      kind: flag.sets === undefined ? kindOf(facts) : "switch",
      ...(facts.type === "texts" ? { repeatable: true } : {}),
      field,
      ...(flag.sets === undefined ? {} : { sets: flag.sets }),
      ...(placeholder === undefined || flag.sets !== undefined ? {} : { placeholder }),
      description: flag.help,
      ...(standard === undefined || flag.sets !== undefined ? {} : { standard }),
      ...(group === undefined ? {} : { group }),
    },
  ];
}

function kindOf({ type }: FieldFacts): Flag["kind"] {
  if (type === "integer" || type === "number") return "number";
  return type === "list" ? "numbers" : "text";
}

/** What holds where it is left out. */
function standardOf({ empty }: FieldWords, { type, fallback }: FieldFacts): string | undefined {
  if (type === "choice" && fallback !== undefined) return (fallback as { readonly kind: string }).kind;
  if (typeof fallback === "number") return String(fallback);
  if (typeof fallback === "string" && fallback !== "") return fallback;
  return type === "text" || type === "texts" ? undefined : empty;
}
