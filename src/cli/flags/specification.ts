/** Flags as a run specification. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { SteeringError } from "../../errors.ts";
import {
  defaultSpecification,
  parseSpecification,
  type RewardChoice,
  type RunSpecification,
} from "../../protocol/specification.ts";
import {
  presetNames,
  presets,
  presetSettings,
  sharingNote,
  usualParticles,
  usualPreset,
  type PresetName,
} from "../../protocol/presets.ts";
import type { RewardInfo } from "../../protocol/engine.ts";
import { builtinName } from "../../protocol/formerNames.ts";
import { parseParameterFlag } from "../../rewards/parameters.ts";
import { rowOf, runFieldNames, type RunFieldName } from "../../protocol/runFields.ts";
import { rewardNames, rewardPlaces } from "../../protocol/rewardWords.ts";
import type { Flag, ParsedFlags } from "./flags.ts";
import { suggestion } from "./nearestName.ts";
import { defaultModel, presetFlag, runFlags } from "./runFlags.ts";

/** Throws `specification-invalid` and `reward-missing` with a sentence that names the flag. */
export function specificationOf(flags: ParsedFlags, known: readonly RewardInfo[]): RunSpecification {
  const rewards = rewardsOf(flags, known);
  if (rewards.length === 0) {
    // A metric steers nothing, so none is offered; the engine says so to whoever names one.
    const builtins = known.filter(({ judges }) => judges === undefined);
    const offered = builtins.map(({ name }) => name).join(", ");
    throw invalid("reward", `A run needs a reward. Name one with --reward: ${offered}, or a .reward.ts file.`);
  }
  const [prompt, ...otherPrompts] = flags.all("prompt");
  return parseSpecification({
    model: modelName(flags.text("model") ?? defaultModel),
    rewards,
    ...withPreset(withPaths(fieldsOf(flags)), presetOfFlags(flags)),
    ...(prompt === undefined ? {} : { prompt, otherPrompts }),
  });
}

/**
 * The rewards that the flags name, with their weights and parameters; where they name none, `before` with those of them that are told anew. Throws as
 * `specificationOf`.
 */
export function rewardsOf(
  flags: ParsedFlags,
  known: readonly RewardInfo[],
  before: readonly RewardChoice[] = [],
): Pick<RewardChoice, "source" | "parameters">[] {
  const named = flags.all("reward").map((name) => ({ source: rewardSource(name, known), parameters: {} }));
  const choices: readonly Pick<RewardChoice, "source" | "parameters">[] = named.length > 0 ? named : before;
  const names = rewardNames(choices);
  const places = rewardPlaces(choices.map(({ source }) => source));
  if (names.length === 0) return [];
  const asNamed = (name: string): string =>
    names.includes(name) || places.includes(name) ? name : name.replace(/^[^#]*/u, builtinName);
  const weights = new Map(
    flags.all("weight").map((text) => {
      const [name, weight] = parseWeight(text);
      return [asNamed(name), weight] as const;
    }),
  );
  const parameters = flags.all("param").map((text) => {
    const { reward, ...set } = parseParameterFlag(text);
    return { reward: asNamed(reward), ...set };
  });
  for (const name of [...weights.keys(), ...parameters.map(({ reward }) => reward)]) {
    if (!names.includes(name) && !places.includes(name)) {
      throw invalid(
        "reward",
        `The run has no reward ${name} to set a weight or parameter of; it has ${places.join(", ")}.`,
      );
    }
  }
  return choices.map((choice, index) => {
    // What is said of all of a name, and then of this one of them.
    const own = [names[index]!, ...(names[index] === places[index] ? [] : [places[index]!])];
    const weight = own.map((name) => weights.get(name)).findLast((one) => one !== undefined);
    const set = own.flatMap((name) => parameters.filter(({ reward }) => reward === name));
    return {
      ...choice,
      parameters: { ...choice.parameters, ...Object.fromEntries(set.map(({ key, value }) => [key, value])) },
      ...(weight === undefined ? {} : { weight }),
    };
  });
}

/** A model that is named by its folder means the same folder wherever the run is read. */
function withPaths(fields: Record<string, unknown>): Record<string, unknown> {
  const composition = fields["composition"] as Record<string, unknown> | undefined;
  const other = composition?.["model"];
  return typeof other === "string" ? { ...fields, composition: { ...composition, model: modelName(other) } } : fields;
}

/** What a preset sets, and no flag sets otherwise. Its islands share the particles; where a flag says how many islands, each has them. */
function withPreset(fields: Record<string, unknown>, preset: PresetName): Record<string, unknown> {
  refuseMeaningless(fields, preset);
  if (fields["islands"] !== undefined) return { ...presets[preset].settings, ...fields };
  const { particles = defaultSpecification.particles, ...others } = fields;
  return { ...presetSettings(preset, particles as number), ...others };
}

/** A setting that means nothing beside what the preset chooses: among the flags alone that is refused before. */
function refuseMeaningless(fields: Record<string, unknown>, preset: PresetName): void {
  const settings: Readonly<Partial<Record<RunFieldName, unknown>>> = presets[preset].settings;
  for (const name of runFieldNames) {
    const { flag, onlyWith } = rowOf(name);
    if (fields[name] === undefined || flag === undefined || onlyWith === undefined) continue;
    const [other, value] = onlyWith as readonly [RunFieldName, string];
    const chosen = fields[other] ?? settings[other];
    if (typeof chosen !== "string" || chosen === value) continue;
    const needed = `--${rowOf(other).flag?.name ?? other} ${value}`;
    throw invalid(flag.name, `--${flag.name} needs ${needed}: the preset ${preset} has ${chosen}.`);
  }
}

/** Why a preset has fewer islands than it would with other particles, in a sentence; undefined where it has them all, or a flag says how many. */
export function sharingOf(flags: ParsedFlags): string | undefined {
  const { islands, particles = usualParticles } = fieldsOf(flags);
  if (islands !== undefined) return undefined;
  return sharingNote(presets[presetOfFlags(flags)].settings.islands, particles as number);
}

/** In whatever case it is written. Throws `specification-invalid` where it is none. */
export function presetOfFlags(flags: ParsedFlags): PresetName {
  const name = flags.text(presetFlag.name) ?? usualPreset;
  const found = presetNames.find((one) => one === name.toLowerCase());
  if (found !== undefined) return found;
  throw invalid(
    presetFlag.name,
    `--preset must be one of ${presetNames.join(", ")}, and it is "${name}".${suggestion(name, presetNames)}`,
  );
}

/** What the flags set that name their field; `a.b` is a field b of an object a. */
export function fieldsOf(flags: ParsedFlags): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const flag of runFlags) {
    const value = flag.field === undefined ? undefined : valueOf(flag, flags);
    if (flag.field === undefined || value === undefined) continue;
    const [name, inner] = flag.field.split(".") as [string, string?];
    fields[name] = inner === undefined ? value : { ...(fields[name] as object), [inner]: value };
  }
  // The other choices have a flag for their kind; this one is told by which flag was given.
  const { schedule } = fields;
  if (schedule !== undefined) fields["schedule"] = { ...scheduleOf(flags), ...(schedule as object) };
  return fields;
}

function valueOf({ name, kind, sets, repeatable }: Flag, flags: ParsedFlags): unknown {
  if (repeatable === true) return flags.all(name).length === 0 ? undefined : flags.all(name);
  if (kind === "switch") return flags.has(name) ? sets : undefined;
  if (kind === "number") return flags.number(name);
  return kind === "numbers" ? flags.numbers(name) : flags.text(name);
}

/** What else there is of the schedule that the flags tell a part of: --score-first alone has the usual interval. */
function scheduleOf(flags: ParsedFlags): object {
  if (flags.text("score-steps") !== undefined) return { kind: "steps" };
  return flags.text("score-fractions") === undefined ? defaultSpecification.schedule : { kind: "fractions" };
}

/** What a model folder holds, one or the other. */
const modelSigns = ["config.json", "model_index.json", "unet", "transformer"];

/** A folder that is there is meant as a folder; anything else is a name, "owner/name" too. */
export function modelName(model: string): string {
  const isPath = /[\\/]/u.test(model) && (!/^[\w-][^\\/]*\/[^\\/]+$/u.test(model) || existsSync(resolve(model)));
  return isPath || modelSigns.some((sign) => existsSync(resolve(model, sign))) ? resolve(model) : model;
}

export function rewardSource(name: string, builtins: readonly RewardInfo[]): RewardInfo["source"] {
  const builtin = builtinName(name);
  if (builtins.some((reward) => reward.name === builtin)) return { kind: "builtin", name: builtin };
  if (/\.[cm]?[jt]s$/u.test(name) || /[\\/]/u.test(name)) return { kind: "file", path: resolve(name) };
  const known = builtins.map((reward) => reward.name).join(", ");
  throw new SteeringError(
    "reward-missing",
    `There is no reward ${name}. Use one of ${known}, or the path of a .reward.ts file.`,
    { details: { reward: name } },
  );
}

/** `name=number` */
function parseWeight(text: string): [string, number] {
  const at = text.lastIndexOf("=");
  const value = text.slice(at + 1).trim();
  if (at < 1 || value === "" || !Number.isFinite(Number(value))) {
    throw invalid("weight", `--weight must be name=number, and it is "${text}".`);
  }
  return [text.slice(0, at).trim(), Number(value)];
}

function invalid(field: string, message: string): SteeringError {
  return new SteeringError("specification-invalid", message, { details: { field } });
}
