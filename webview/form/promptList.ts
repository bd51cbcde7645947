/** Several prompts of the form, each with a way to take it out, and a way to one more. Knows nothing of what they are for. */
import { type TemplateResult, html } from "lit";
import { accessibleName } from "../controls/accessibleName.ts";
import { field } from "../controls/field.ts";
import { icon } from "../controls/icons.ts";
import type { FormEditor } from "./formEditor.ts";

export interface PromptList {
  /** Its path in the run specification; a prompt's is this and its index. */
  readonly name: string;
  readonly prompts: readonly string[];
  readonly label: (index: number) => string;
  readonly placeholder: string;
  /** How many there must and may be. */
  readonly fewest: number;
  readonly most: number;
  /** What adding one more is called, what it does, and why there cannot be more. */
  readonly add: { readonly label: string; readonly title: string; readonly full: string };
  /** Where the focus goes when the first is taken out. */
  readonly before: string;
  readonly change: (prompts: readonly string[]) => void;
}

export function promptList(form: FormEditor, list: PromptList): TemplateResult {
  const { name, prompts, most, add, change } = list;
  const isFull = prompts.length >= most;
  const append = (): void => {
    if (isFull) return;
    change([...prompts, ""]);
    form.focus(`${name}.${prompts.length}`);
  };
  return html`${prompts.map((prompt, index) => onePrompt(form, list, prompt, index))}
    <div class="links wide">
      <button class="action text" title=${isFull ? add.full : add.title} aria-disabled=${isFull} @click=${append}>
        ${icon("add")}${add.label}
      </button>
    </div>`;
}

function onePrompt(form: FormEditor, list: PromptList, prompt: string, index: number): TemplateResult {
  const { prompts, change } = list;
  const label = list.label(index);
  const name = `${list.name}.${index}`;
  // What is wrong with all of them is said at the first.
  const problem = form.problem(name) ?? (index === 0 ? form.problem(list.name) : undefined);
  const remove = (): void => {
    change(prompts.toSpliced(index, 1));
    form.focus(index === 0 ? list.before : `${list.name}.${index - 1}`);
  };
  const control = html`<vscode-text-area
    class=${problem === undefined ? "" : "invalid"}
    ${accessibleName(label)}
    rows="2"
    placeholder=${list.placeholder}
    .value=${prompt}
    @input=${(event: Event) => change(prompts.with(index, (event.target as HTMLTextAreaElement).value))}
  ></vscode-text-area>`;
  const aside =
    prompts.length <= list.fewest
      ? html``
      : html`<button
          class="action"
          title="Remove this prompt"
          aria-label="Remove ${label.charAt(0).toLowerCase()}${label.slice(1)}"
          @click=${remove}
        >
          ${icon("close")}
        </button>`;
  return field({ name, label, problem, aside, control, wide: true });
}
