/** A choice of the form with the fields of what is chosen. Knows what a choice is made of, not what any is about. */
import { type TemplateResult, html } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { ChoiceInfo, ChoiceKind, ChoiceName, ChoicePart } from "../form/choiceFields.ts";
import { field } from "./field.ts";
import type { FormEditor } from "../form/formEditor.ts";
import type { ParameterValue } from "../form/rewardOptions.ts";

type Changed = CustomEvent<{ readonly value: ParameterValue | undefined }>;
type Values = Readonly<Record<string, unknown>>;

export function choiceField<Name extends ChoiceName>(form: FormEditor, info: ChoiceInfo<Name>): unknown {
  const { name, label, title } = info;
  const choice: Values & { readonly kind: string } = form.draft[name];
  const kinds = new Map(Object.entries<ChoiceKind<unknown>>(info.kinds));
  const problem = form.problem(name);
  const choose = (kind: string): void => form.choose(name, kind, kinds.get(kind)?.initial(form.draft));
  const control = html`<fk-dropdown
    label=${label}
    value=${choice.kind}
    .options=${[...kinds].map(([value, kind]) => ({ value, label: kind.label, title: kind.title }))}
    ?invalid=${problem !== undefined}
    @fk-change=${(event: Changed) => choose(String(event.detail.value))}
  ></fk-dropdown>`;
  const parts = (kinds.get(choice.kind)?.parts ?? []).filter(
    ({ onlyWith }) => onlyWith === undefined || choice[onlyWith[0]] === onlyWith[1],
  );
  return [
    field({ name, label, title, problem, control }),
    repeat(
      parts,
      (part) => `${choice.kind}.${part.name}`,
      (part) => partField(form, name, part, choice),
    ),
  ];
}

function partField(form: FormEditor, choiceName: ChoiceName, part: ChoicePart, choice: Values): TemplateResult {
  const { label, title } = part;
  const name = `${choiceName}.${part.name}`;
  const problem = form.problem(name);
  const change = (value: unknown): void => {
    const { [part.name]: _, ...rest } = choice;
    form.edit(choiceName, value === undefined ? rest : { ...rest, [part.name]: value });
  };
  const control = partControl(part, choice[part.name], problem !== undefined, change);
  return field({ name, label, title, problem, control, wide: part.type === "list" });
}

function partControl(
  part: ChoicePart,
  value: unknown,
  invalid: boolean,
  change: (value: unknown) => void,
): TemplateResult {
  switch (part.type) {
    case "number":
      return html`<fk-number
        label=${part.label}
        .value=${value}
        .step=${part.step ?? 1}
        .min=${part.min}
        .max=${part.max}
        ?optional=${part.empty !== undefined}
        placeholder=${part.empty ?? ""}
        ?invalid=${invalid}
        @fk-change=${(event: Changed) => change(event.detail.value)}
      ></fk-number>`;
    case "list":
      return html`<fk-numbers
        label=${part.label}
        .values=${value}
        ?invalid=${invalid}
        @edit=${(event: CustomEvent<readonly number[]>) => change(event.detail)}
      ></fk-numbers>`;
    default:
      return html`<fk-dropdown
        label=${part.label}
        value=${String(value)}
        .options=${part.options}
        ?invalid=${invalid}
        @fk-change=${(event: Changed) => change(event.detail.value)}
      ></fk-dropdown>`;
  }
}
