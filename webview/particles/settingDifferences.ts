/** What differs in the settings of several runs: each setting that is not the same in all, with its value in each. Pure. */
import type { RunRequest } from "../../src/protocol/specification.ts";
import { fieldLabel } from "../form/fieldLabel.ts";
import { toDraft } from "../form/formDraft.ts";
import { clip } from "../../src/protocol/shortText.ts";
import { weightedNames } from "../../src/protocol/rewardWords.ts";

export interface SettingDifference {
  readonly label: string;
  /** In the order of the runs. */
  readonly values: readonly string[];
}

const longest = 200;

export function settingDifferences(specifications: readonly RunRequest[]): SettingDifference[] {
  const drafts = specifications.map((one) => ({ ...toDraft(one), refine: one.refine }));
  const fields = [...new Set(drafts.flatMap((draft) => Object.keys(draft)))];
  return fields.flatMap((field) => {
    const values = drafts.map((draft) => (draft as Readonly<Record<string, unknown>>)[field]);
    const isSame = new Set(values.map((value) => JSON.stringify(value))).size <= 1;
    const label = fieldLabel({ field, plain: field }) ?? field;
    return isSame ? [] : [{ label, values: values.map((value) => clip(inWords(field, value), longest)) }];
  });
}

function inWords(field: string, value: unknown): string {
  if (value === undefined || value === "") return "–";
  if (typeof value === "string") return option(field, value);
  if (field === "rewards") {
    return weightedNames(value as ReturnType<typeof toDraft>["rewards"]);
  }
  if (Array.isArray(value)) return value.map((one) => inWords(field, one)).join(", ");
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const { kind, ...parts } = value as Readonly<Record<string, unknown>>;
  const rest = Object.entries(parts).map(([name, part]) => `${name} ${inWords(`${field}.${name}`, part)}`);
  return [...(typeof kind === "string" ? [option(field, kind)] : []), ...rest].join(", ");
}

/** The words for one of a setting's names. */
function option(field: string, value: string): string {
  return /“(.*)”$/u.exec(fieldLabel({ field, value, plain: value }) ?? "")?.[1] ?? value;
}
