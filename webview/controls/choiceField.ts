/** A choice of the form with the fields of what is chosen. Knows what a choice is made of, not what any is about. */
import { type TemplateResult, html } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { partFacts, type FieldFacts } from "../../src/protocol/fieldFacts.ts";
import { isMeant, type FieldWords } from "../../src/protocol/fieldWords.ts";
import { rowOf } from "../../src/protocol/runFields.ts";
import { field } from "./field.ts";
import type { ChoiceName, FormEditor } from "../form/formEditor.ts";
import { promptList } from "../form/promptList.ts";
import { accessibleName } from "./accessibleName.ts";
import { type Option, optionsOf } from "./option.ts";
import type { PanelEvent } from "../host/events.ts";

type Values = Readonly<Record<string, unknown>>;

interface Part {
  readonly name: string;
  readonly words: FieldWords;
  readonly facts: FieldFacts;
}

export function choiceField(form: FormEditor, name: ChoiceName): unknown {
  const { label, title, kinds = {}, empty, schema } = rowOf(name);
  const choice: (Values & { readonly kind: string }) | undefined = form.draft[name];
  const problem = form.problem(name);
  const choose = (kind: string): void => form.choose(name, kind, { kind, ...kinds[kind]?.initial?.(form.draft.steps) });
  const none: Option[] = empty === undefined ? [] : [{ value: "", label: empty, title }];
  const control = html`<fk-dropdown
    label=${label}
    value=${choice?.kind ?? ""}
    .options=${[...none, ...Object.entries(kinds).map(([value, kind]) => ({ value, label: kind.label, title: kind.title }))]}
    ?invalid=${problem !== undefined}
    @fk-change=${(event: PanelEvent<"fk-change">) => choose(String(event.detail.value))}
  ></fk-dropdown>`;
  const shown = field({ name, label, title, problem, control });
  if (choice === undefined) return shown;
  const parts = Object.entries(kinds[choice.kind]?.parts ?? {}).flatMap(([part, words]): Part[] => {
    const facts = partFacts(schema, part, choice.kind);
    return facts !== undefined && isMeant(words, choice) && words.inForm !== false
      ? [{ name: part, words, facts }]
      : [];
  });
  return [
    shown,
    repeat(
      parts,
      (part) => `${choice.kind}.${part.name}`,
      (part) => partField(form, name, part, choice),
    ),
  ];
}

function partField(form: FormEditor, choiceName: ChoiceName, part: Part, choice: Values): TemplateResult {
  const { label, title } = part.words;
  const name = `${choiceName}.${part.name}`;
  const problem = form.problem(name);
  const change = (value: unknown): void => {
    const { [part.name]: _, ...rest } = choice;
    form.edit(choiceName, value === undefined ? rest : { ...rest, [part.name]: value });
  };
  if (part.facts.type === "texts") {
    const { fewest, most } = part.facts;
    return promptList(form, {
      name,
      prompts: choice[part.name] as readonly string[],
      label: (index) => `${label} ${index + 1}`,
      placeholder: part.words.empty ?? "",
      fewest: fewest ?? 0,
      most: most ?? Number.POSITIVE_INFINITY,
      add: { label: `Add ${label.toLowerCase()}`, title, full: `There are at most ${most}` },
      before: choiceName,
      change,
    });
  }
  const offered = form.offered(name);
  const control =
    offered === undefined
      ? partControl(part, choice[part.name], problem !== undefined, change)
      : dropdown(label, choice[part.name], offered, problem !== undefined, change);
  return field({ name, label, title, problem, control, wide: ["list", "text"].includes(part.facts.type) });
}

function dropdown(
  label: string,
  value: unknown,
  options: readonly Option[],
  invalid: boolean,
  change: (value: unknown) => void,
): TemplateResult {
  return html`<fk-dropdown
    label=${label}
    value=${String(value)}
    .options=${options}
    ?invalid=${invalid}
    @fk-change=${(event: PanelEvent<"fk-change">) => change(event.detail.value)}
  ></fk-dropdown>`;
}

function partControl(
  { words, facts }: Part,
  value: unknown,
  invalid: boolean,
  change: (value: unknown) => void,
): TemplateResult {
  switch (facts.type) {
    case "list":
      return html`<fk-numbers
        label=${words.label}
        .values=${value}
        ?invalid=${invalid}
        @fk-numbers-edit=${(event: PanelEvent<"fk-numbers-edit">) => change(event.detail.values)}
      ></fk-numbers>`;
    case "text":
      return html`<vscode-text-area
        class=${invalid ? "invalid" : ""}
        ${accessibleName(words.label)}
        rows="2"
        placeholder=${words.empty ?? ""}
        .value=${value ?? ""}
        @input=${(event: Event) => change((event.target as HTMLTextAreaElement).value)}
      ></vscode-text-area>`;
    case "option":
      return dropdown(words.label, value, optionsOf(words), invalid, change);
    default:
      return html`<fk-number
        label=${words.label}
        .value=${value}
        .step=${words.step ?? 1}
        .min=${facts.min}
        .max=${facts.max}
        ?optional=${words.empty !== undefined}
        placeholder=${words.empty ?? ""}
        ?invalid=${invalid}
        @fk-change=${(event: PanelEvent<"fk-change">) => change(event.detail.value)}
      ></fk-number>`;
  }
}
