/** The form's field for the rule by which an image model steps. Knows nothing of the other fields. */
import { type TemplateResult, html } from "lit";
import { samplerOptions } from "./choices.ts";
import { field } from "../controls/field.ts";
import type { FormEditor } from "./formEditor.ts";
import type { ParameterValue } from "./rewardOptions.ts";

type Changed = CustomEvent<{ readonly value: ParameterValue | undefined }>;

export function samplerField(form: FormEditor): TemplateResult {
  const control = html`<fk-dropdown
    label="Sampler"
    value=${form.draft.sampler?.kind ?? ""}
    .options=${samplerOptions}
    @fk-change=${({ detail: { value } }: Changed) => form.edit("sampler", value === "" ? undefined : { kind: value })}
  ></fk-dropdown>`;
  return field({ name: "sampler", label: "Sampler", problem: form.problem("sampler"), control });
}
