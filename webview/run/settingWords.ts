/** The value of a setting in the words of its row, so that a new kind needs none of its own here. Pure. */
import { fieldLabel } from "../form/fieldLabel.ts";
import { nameWithParameters, weightedNames } from "../../src/protocol/rewardWords.ts";
import type { toDraft } from "../form/formDraft.ts";

/** "adaptive, keep ESS at 0.7"; `field` is a path of the specification. */
export function settingWords(field: string, value: unknown): string {
  if (value === undefined || value === "") return "–";
  if (typeof value === "string") return option(field, value);
  if (typeof value === "boolean") return value ? "on" : "off";
  if (field === "rewards") return weightedNames(value as ReturnType<typeof toDraft>["rewards"], nameWithParameters);
  if (Array.isArray(value)) return value.map((one) => settingWords(field, one)).join(", ");
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const { kind, ...parts } = value as Readonly<Record<string, unknown>>;
  const rest = Object.entries(parts).map(([name, part]) => {
    const path = `${field}.${name}`;
    return `${lowered(fieldLabel({ field: path, plain: path }) ?? name)} ${settingWords(path, part)}`;
  });
  return [...(typeof kind === "string" ? [option(field, kind)] : []), ...rest].join(", ");
}

/** The words for one of a setting's names. */
function option(field: string, value: string): string {
  return /“(.*)”$/u.exec(fieldLabel({ field, value, plain: value }) ?? "")?.[1] ?? value;
}

/** Within a sentence; "ESS" and "λ" stay as they are. */
function lowered(label: string): string {
  return /^\p{Lu}\p{Ll}/u.test(label) ? label[0]!.toLowerCase() + label.slice(1) : label;
}
