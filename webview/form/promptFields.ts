/** The form's further prompts, and the way to one more. Knows nothing of the first. */
import { type TemplateResult, html } from "lit";
import { mostOtherPrompts } from "../../src/protocol/runFields.ts";
import { field } from "../controls/field.ts";
import type { FormEditor } from "./formEditor.ts";
import { icon } from "../controls/icons.ts";
import { accessibleName } from "../controls/accessibleName.ts";

export function otherPromptFields(form: FormEditor): TemplateResult {
  const { otherPrompts } = form.draft;
  const most = otherPrompts.length >= mostOtherPrompts;
  const add = (): void => {
    if (most) return;
    form.edit("otherPrompts", [...otherPrompts, ""]);
    form.focus(`otherPrompts.${otherPrompts.length}`);
  };
  return html`${otherPrompts.map((prompt, index) => otherPrompt(form, prompt, index))}
    <div class="links wide">
      <button
        class="action text"
        title=${
          most
            ? `A run has at most ${mostOtherPrompts + 1} prompts`
            : "Another prompt in the same run, with particles, weights and log Z of its own"
        }
        aria-disabled=${most}
        @click=${add}
      >
        ${icon("add")}Add prompt
      </button>
    </div>`;
}

function otherPrompt(form: FormEditor, prompt: string, index: number): TemplateResult {
  const { otherPrompts } = form.draft;
  const label = `Prompt ${index + 2}`;
  const name = `otherPrompts.${index}`;
  const problem = form.problem(name);
  const remove = (): void => {
    form.edit("otherPrompts", otherPrompts.toSpliced(index, 1));
    form.focus(index === 0 ? "prompt" : `otherPrompts.${index - 1}`);
  };
  const control = html`<vscode-text-area
    class=${problem === undefined ? "" : "invalid"}
    ${accessibleName(label)}
    rows="2"
    placeholder="Another text to continue"
    .value=${prompt}
    @input=${(event: Event) =>
      form.edit("otherPrompts", otherPrompts.with(index, (event.target as HTMLTextAreaElement).value))}
  ></vscode-text-area>`;
  const aside = html`<button
    class="action"
    title="Remove this prompt"
    aria-label="Remove prompt ${index + 2}"
    @click=${remove}
  >
    ${icon("close")}
  </button>`;
  return field({ name, label, problem, aside, control, wide: true });
}
