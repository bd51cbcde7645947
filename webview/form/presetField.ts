/** The form's choice among settings that go together: which they are now, and all of another one's at once. */
import type { TemplateResult } from "lit";
import { html } from "lit";
import type { Modality } from "../../src/protocol/modality.ts";
import { foreignFields } from "../../src/protocol/modalityFields.ts";
import { presetNames, presetOf, presets, presetSettings } from "../../src/protocol/presets.ts";
import { field } from "../controls/field.ts";
import type { Option } from "../controls/option.ts";
import type { PanelEvent } from "../host/events.ts";
import type { Draft } from "./formDraft.ts";
import type { FormEditor } from "./formEditor.ts";
import { allParticles } from "./population.ts";

/** Settings of nobody but the person: offered only while they are, so that there is nothing to choose in it. */
const own: Option = { value: "own", label: "Your own", title: "Settings that are no preset's" };

export function presetField(form: FormEditor, modality: Modality): TemplateResult {
  const chosen = presetOf(form.draft, foreignFields(modality));
  const named = presetNames.map((value): Option => {
    const [label, title] = presets[value].words;
    return { value, label, title };
  });
  const choose = (chosenName: unknown): void => {
    const name = presetNames.find((preset) => preset === chosenName);
    if (name === undefined) return;
    const settings = Object.entries(presetSettings(name, allParticles(form.draft)));
    for (const [setting, value] of settings) form.edit(setting as keyof Draft, value);
  };
  const control = html`<fk-dropdown
    label="Preset"
    value=${chosen ?? own.value}
    .options=${chosen === undefined ? [own, ...named] : named}
    @fk-change=${(event: PanelEvent<"fk-change">) => choose(event.detail.value)}
  ></fk-dropdown>`;
  const title = "Settings of steering that go together; its islands share the particles";
  return field({ name: "preset", label: "Preset", title, problem: undefined, control });
}
