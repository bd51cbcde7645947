/** A run as the command that makes it: only what is other than the default. Made from the rows of the settings. Pure. */
import { isMeant, type FieldWords } from "../../protocol/fieldWords.ts";
import {
  presetFlagName,
  presetNames,
  presets,
  presetSettings,
  usualParticles,
  usualPreset,
  type PresetName,
} from "../../protocol/presets.ts";
import { rowOf, runFieldNames, type RunFieldName } from "../../protocol/runFields.ts";
import {
  defaultSpecification,
  particlesOf,
  type RunRequest,
  type RunSpecification,
} from "../../protocol/specification.ts";
import { withoutUndefined } from "../../protocol/fields.ts";
import { rewardPlaces } from "../../protocol/rewardWords.ts";
import { shellWord } from "../../protocol/shellWord.ts";

/** For a POSIX shell. */
export function runCommandOf(request: RunRequest): string {
  const whole = { ...defaultSpecification, ...withoutUndefined(request) } as RunSpecification;
  const { flags, usual } = begunWith(whole);
  const fields = runFieldNames
    .filter((name) => acts(name, whole))
    .flatMap((name) => fieldArguments(name, whole[name], usual[name]));
  return ["fk-steer", "run", ...named(request), ...flags, ...fields].map((word) => shellWord(word)).join(" ");
}

/** The flag of the preset that leaves least to say, and what holds with it: its islands share the particles where no flag says how many there are. */
function begunWith(whole: RunSpecification): {
  readonly flags: readonly string[];
  readonly usual: Readonly<Record<string, unknown>>;
} {
  const all = particlesOf(whole);
  const others = (name: PresetName): number =>
    Object.entries(presetSettings(name, all)).filter(
      ([field, value]) => acts(field as RunFieldName, whole) && !isSame(value, whole[field as RunFieldName]),
    ).length;
  const names: readonly PresetName[] = [usualPreset, ...presetNames];
  const preset = names.reduce((least, name) => (others(name) < others(least) ? name : least));
  const flags = preset === usualPreset ? [] : withValue(`--${presetFlagName}`, preset);
  const shared = presetSettings(preset, all);
  if (shared.islands === whole.islands) {
    const particles = all === usualParticles ? [] : flagArguments(rowOf("particles"), all);
    return { flags: [...flags, ...particles], usual: { ...defaultSpecification, ...shared } };
  }
  // What each island has is said, as is how many there are.
  return { flags, usual: { ...defaultSpecification, ...presets[preset].settings, islands: undefined } };
}

/** The command line takes no setting that another one makes meaningless. */
function acts(name: RunFieldName, whole: RunSpecification): boolean {
  return isMeant(rowOf(name), whole);
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** What no flag of a single field says. */
function named({ model, prompt = "", otherPrompts = [], rewards }: RunRequest): string[] {
  const places = rewardPlaces(rewards.map(({ source }) => source));
  return [
    ...withValue("--model", model),
    ...[prompt, ...otherPrompts].flatMap((one) => withValue("--prompt", one)),
    ...rewards.flatMap(({ source, weight = 1, parameters = {} }, k) => {
      const name = places[k]!;
      return [
        ...withValue("--reward", source.kind === "builtin" ? source.name : source.path),
        ...(weight === 1 ? [] : withValue("--weight", `${name}=${weight}`)),
        ...Object.entries(parameters).flatMap(([key, value]) => withValue("--param", `${name}.${key}=${value}`)),
      ];
    }),
  ];
}

function fieldArguments(name: RunFieldName, value: unknown, usual: unknown): string[] {
  if (value === undefined || isSame(value, usual)) return [];
  const row = rowOf(name);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return flagArguments(row, value);
  const { kind, ...parts } = value as Readonly<Record<string, unknown>>;
  const words = typeof kind === "string" ? (row.kinds?.[kind]?.parts ?? {}) : (row.parts ?? {});
  const own = typeof kind === "string" ? flagArguments(row, kind) : [];
  const meant = Object.entries(words).filter(([, one]) => isMeant(one, parts));
  return [...own, ...meant.flatMap(([part, one]) => flagArguments(one, parts[part]))];
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
