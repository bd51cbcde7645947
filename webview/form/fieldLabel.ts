/** What the form calls a field of the specification. Pure. */
import { inWords, type WordOf } from "../../src/protocol/fieldWords.ts";
import type { RunView } from "../../src/protocol/panel.ts";
import { rowOf, runFieldNames } from "../../src/protocol/runFields.ts";

/** "Sampler “LCM”". Undefined of what is no field of the form. */
export const fieldLabel: WordOf = ({ field, value }) => {
  const [name, part] = field.split(".");
  const known = runFieldNames.find((one) => one === name);
  if (known === undefined) return undefined;
  const row = rowOf(known);
  const kinds = Object.values(row.kinds ?? {});
  const inside = part === undefined ? row : (row.parts ?? kinds.find(({ parts }) => parts?.[part])?.parts)?.[part];
  if (inside === undefined) return undefined;
  if (value === undefined) return inside.label;
  return `${inside.label} “${row.kinds?.[value]?.label ?? inside.options?.[value]?.[0] ?? value}”`;
};

/** Why a run failed, with the form's words for the fields that it names. */
export function failureText({ message, failedOf }: RunView): string {
  return failedOf?.sentence === undefined ? message : inWords(failedOf.sentence, fieldLabel);
}
