/** Which rewards can be chosen, and the values of a chosen one's parameters. Pure. */
import type { RewardInfo } from "../../src/protocol/engine.ts";
import type { Option } from "../controls/option.ts";
import { fileName } from "../../src/protocol/rewardWords.ts";
import type { RewardDraft } from "./formDraft.ts";
import type { Modality } from "../../src/protocol/modality.ts";

type Source = RewardDraft["source"];
export type ParameterValue = RewardDraft["parameters"][string];

/** One string a source, for use as an option's value. */
export function sourceKey(source: Source): string {
  return source.kind === "builtin" ? `builtin:${source.name}` : `file:${source.path}`;
}

export function findReward(rewards: readonly RewardInfo[], source: Source): RewardInfo | undefined {
  return rewards.find((one) => sourceKey(one.source) === sourceKey(source));
}

/** The rewards that fit the modality, workspace ones first; and the chosen one, even where it is gone. */
export function rewardOptions(
  rewards: readonly RewardInfo[],
  chosen: Source,
  modality: Modality,
  trusted: boolean,
): Option[] {
  const fitting = rewards.filter((one) => one.accepts === modality);
  const [files, builtins] = [ofKind(fitting, "file"), ofKind(fitting, "builtin")];
  const options: Option[] = [...files, ...builtins].map((one) => ({
    value: sourceKey(one.source),
    label: one.source.kind === "builtin" ? `${one.name} (built in)` : one.name,
    title: one.description,
    disabled: one.source.kind === "file" && !trusted,
  }));
  const key = sourceKey(chosen);
  if (!options.some((one) => one.value === key))
    options.unshift({ value: key, ...missing(chosen, rewards.length > 0) });
  return options;
}

/** A file is called by its whole name, so that it is not taken for a built-in reward. */
function missing(source: Source, isKnown: boolean): { readonly label: string; readonly title?: string } {
  if (source.kind === "builtin") return { label: `${source.name}${isKnown ? " (missing)" : ""}` };
  return { label: `${fileName(source.path)}${isKnown ? " (missing)" : ""}`, title: source.path };
}

/** The value that a parameter has: set, or declared as the default. */
export function parameterValue(info: RewardInfo, draft: RewardDraft, name: string): ParameterValue | undefined {
  // One may be called as what every object has: toString, valueOf.
  return Object.hasOwn(draft.parameters, name) ? draft.parameters[name] : info.parameters[name]?.default;
}

/** The reward that "Add reward" adds: the first one that is not chosen yet. */
export function nextReward(
  rewards: readonly RewardInfo[],
  chosen: readonly RewardDraft[],
  modality: Modality,
  trusted: boolean,
): RewardDraft | undefined {
  const usable = rewards.filter((one) => one.accepts === modality && (trusted || one.source.kind === "builtin"));
  const taken = new Set(chosen.map((one) => sourceKey(one.source)));
  const next = usable.find((one) => !taken.has(sourceKey(one.source))) ?? usable[0];
  return next === undefined ? undefined : { source: next.source, weight: 1, parameters: {} };
}

function ofKind(rewards: readonly RewardInfo[], kind: Source["kind"]): RewardInfo[] {
  return rewards.filter((one) => one.source.kind === kind);
}
