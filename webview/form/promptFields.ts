/** The form's further prompts, and the way to one more. Knows nothing of the first. */
import type { TemplateResult } from "lit";
import { mostOtherPrompts } from "../../src/protocol/runFields.ts";
import type { FormEditor } from "./formEditor.ts";
import { promptList } from "./promptList.ts";

export function otherPromptFields(form: FormEditor): TemplateResult {
  return promptList(form, {
    name: "otherPrompts",
    prompts: form.draft.otherPrompts,
    label: (index) => `Prompt ${index + 2}`,
    placeholder: "Another text to continue",
    fewest: 0,
    most: mostOtherPrompts,
    add: {
      label: "Add prompt",
      title: "Another prompt in the same run, with particles, weights and log Z of its own",
      full: `A run has at most ${mostOtherPrompts + 1} prompts`,
    },
    before: "prompt",
    change: (prompts) => form.edit("otherPrompts", prompts),
  });
}
