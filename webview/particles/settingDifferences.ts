/** What differs in the settings of several runs: each setting that is not the same in all, with its value in each. Pure. */
import type { RunRequest } from "../../src/protocol/specification.ts";
import { fieldLabel } from "../form/fieldLabel.ts";
import { canonicalText, toDraft } from "../form/formDraft.ts";
import { clip } from "../../src/protocol/shortText.ts";
import { settingWords } from "../run/settingWords.ts";

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
    const isSame = new Set(values.map(canonicalText)).size <= 1;
    const label = fieldLabel({ field, plain: field }) ?? field;
    return isSame ? [] : [{ label, values: values.map((value) => clip(settingWords(field, value), longest)) }];
  });
}
