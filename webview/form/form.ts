/**
 * The form: what the next run shall be. Keeps what is being typed; tells edits (debounced) and hands out a checked request.
 * Knows the host only as the form that it says and the lists to choose from.
 */
import { LitElement, type PropertyValues, type TemplateResult, html, nothing } from "lit";
import type { Modality } from "../../src/protocol/modalityFields.ts";
import type { PanelState } from "../../src/protocol/panel.ts";
import { choiceField } from "../controls/choiceField.ts";
import { proposalChoice, scheduleChoice, temperingChoice } from "./choiceFields.ts";
import { contextOptions, deviceOptions, potentialOptions, resamplerOptions, resamplingOptions } from "./choices.ts";
import { ask, emit } from "../host/events.ts";
import { controlSelector, field, fieldProblem, fieldStyles } from "../controls/field.ts";
import { type Draft, type RewardDraft, nearestField } from "./formDraft.ts";
import type { FormEditor } from "./formEditor.ts";
import { FormModel } from "./formModel.ts";
import { formStyles } from "./formStyles.ts";
import { icon } from "../controls/icons.ts";
import { named } from "../controls/named.ts";
import * as numbers from "./numberFields.ts";
import { otherPromptFields } from "./promptFields.ts";
import { type Option, type ParameterValue, nextReward, rewardOptions } from "./rewardOptions.ts";
import type { RewardRow } from "./rewardRow.ts";
import { samplerField } from "./samplerField.ts";
import { actionStyles, baseStyles, controlStyles } from "../theme.ts";

type Changed = CustomEvent<{ readonly value: ParameterValue | undefined }>;

export class SteeringForm extends LitElement {
  static override properties = { panel: { attribute: false } };
  static override styles = [baseStyles, actionStyles, controlStyles, fieldStyles, formStyles];
  declare panel: PanelState;
  readonly #model = new FormModel((draft) => emit(this, "fk-edit", { draft }));

  readonly #editor: FormEditor = this.#makeEditor();

  /** The request to run; or undefined, with what is wrong shown and in focus. Tells a pending edit first. */
  checked(): Draft | undefined {
    const wrong = this.#model.check();
    this.requestUpdate();
    if (wrong !== undefined) {
      void this.#focusField(wrong);
      return undefined;
    }
    this.#model.launched();
    return this.#model.request;
  }

  /** Shows what the host found wrong, at its field, and goes there. False: there is no such field. */
  showProblem(path: string, message: string): boolean {
    const place = this.#model.refuse(path, message);
    if (place === undefined) return false;
    this.requestUpdate();
    void this.#focusField(place);
    return true;
  }

  override disconnectedCallback(): void {
    this.#model.flush();
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("panel")) this.#model.update(this.panel);
  }

  protected override render(): TemplateResult {
    const { draft } = this.#model;
    // What is wrong must be seen, though it does not count.
    const badThreshold = this.#model.problem("essThreshold") !== undefined;
    return html`<div class="grid" @focusout=${() => this.#left()}>
      ${this.#dropdown("model", "Model", this.#modelOptions(), true)} ${this.#text("prompt", "Prompt", 2)}
      ${otherPromptFields(this.#editor)}
      ${draft.suffix === "" || this.#modality === "image" ? nothing : this.#text("suffix", "Text after", 2)}
      <div class="field wide" data-field="rewards">
        <div class="label-row"><label>Rewards</label></div>
        <div class="rewards">${draft.rewards.map((one, index) => this.#reward(one, index))}</div>
        ${fieldProblem(this.#model.problem("rewards"))}
        <div class="links">
          <button class="action text" @click=${() => this.#addReward()}>${icon("add")}Add reward</button>
          <a href="#" role="button" @click=${(event: Event) => this.#newReward(event)}>New reward…</a>
        </div>
      </div>
      ${this.#number(numbers.particlesField)} ${this.#number(numbers.stepsField)} ${this.#number(numbers.strengthField)}
      ${this.#dropdown("potential", "Potential", potentialOptions)}
      ${this.#number(
        numbers.seedField,
        html`<button class="action" title="Another seed" aria-label="Another seed" @click=${() => this.#rollSeed()}>
          ${icon("dice")}
        </button>`,
      )}
      <details class="wide">
        <summary>${icon("chevron")}Advanced</summary>
        ${group(
          "Selection",
          html`${choiceField(this.#editor, scheduleChoice)}
          ${this.#dropdown("resampling", "Resampling", resamplingOptions)}
          ${draft.resampling === "adaptive" || badThreshold ? this.#number(numbers.essThresholdField) : nothing}
          ${this.#dropdown("resampler", "Resampler", resamplerOptions)} ${choiceField(this.#editor, temperingChoice)}`,
        )}
        ${group(
          "Rewards",
          html`${this.#modality === "image" ? nothing : this.#number(numbers.drawsField)}
          ${this.#number(numbers.standardiseField)}`,
        )}
        ${group(
          this.#modality === "image" ? "Image and device" : "Text and device",
          html`${this.#modality === "image" ? this.#ofImages() : this.#ofTexts()}
          ${this.#dropdown("device", "Device", deviceOptions)}`,
        )}
      </details>
    </div>`;
  }

  #ofTexts(): TemplateResult {
    return html`${choiceField(this.#editor, proposalChoice)} ${this.#number(numbers.temperatureField)}
    ${this.#number(numbers.lengthField)} ${this.#dropdown("truncateContext", "Long context", contextOptions)}`;
  }

  #ofImages(): TemplateResult {
    return html`${this.#text("negativePrompt", "Negative prompt", 2)} ${this.#number(numbers.widthField)}
    ${this.#number(numbers.heightField)} ${this.#number(numbers.guidanceField)} ${samplerField(this.#editor)}`;
  }

  #number(info: numbers.NumberFieldInfo, aside: unknown = nothing): TemplateResult {
    const problem = this.#model.problem(info.name);
    const control = html`<fk-number
      label=${info.label}
      .value=${this.#model.draft[info.name]}
      .step=${info.step ?? 1}
      .min=${info.min}
      .max=${info.max}
      ?optional=${info.empty !== undefined}
      placeholder=${info.empty ?? ""}
      ?invalid=${problem !== undefined}
      @fk-change=${(event: Changed) => this.#edit(info.name, event.detail.value)}
    ></fk-number>`;
    const { name, label, title } = info;
    return field({ name, label, title, problem, aside, control });
  }

  #dropdown(
    name: "model" | "potential" | "resampling" | "resampler" | "truncateContext" | "device",
    label: string,
    options: readonly Option[],
    wide = false,
  ): TemplateResult {
    const problem = this.#model.problem(name);
    const value = name === "model" ? (this.#model.model?.name ?? this.#model.draft.model) : this.#model.draft[name];
    const control = html`<fk-dropdown
      label=${label}
      value=${value}
      .options=${options}
      ?invalid=${problem !== undefined}
      @fk-change=${(event: Changed) => this.#choose(name, event.detail.value)}
    ></fk-dropdown>`;
    return field({ name, label, problem, control, wide });
  }

  #text(name: "prompt" | "suffix" | "negativePrompt", label: string, rows: number): TemplateResult {
    const problem = this.#model.problem(name);
    const control = html`<vscode-text-area
      class=${problem === undefined ? "" : "invalid"}
      ${named(label)}
      rows=${rows}
      placeholder=${this.#placeholder(name)}
      .value=${this.#model.draft[name]}
      @input=${(event: Event) => this.#edit(name, (event.target as HTMLTextAreaElement).value)}
    ></vscode-text-area>`;
    return field({ name, label, problem, control, wide: true });
  }

  #placeholder(name: "prompt" | "suffix" | "negativePrompt"): string {
    if (name === "negativePrompt") return "What the image is not to show";
    if (name === "suffix") return "";
    return this.#modality === "image" ? "What the image shows" : "The text to continue; empty writes freely";
  }

  #reward(draft: RewardDraft, index: number): TemplateResult {
    const { rewards } = this.#model.draft;
    const replace = (next: RewardDraft[]): void => this.#edit("rewards", rewards.toSpliced(index, 1, ...next));
    return html`<fk-reward
      index=${index}
      .draft=${draft}
      .rewards=${this.panel.rewards}
      .options=${rewardOptions(this.panel.rewards, draft.source, this.#modality, this.panel.trusted)}
      .problems=${this.#model.problemsIn(`rewards.${index}`)}
      ?removable=${rewards.length > 1}
      @edit=${(event: CustomEvent<RewardDraft>) => replace([event.detail])}
      @remove=${() => replace([])}
    ></fk-reward>`;
  }

  get #modality(): Modality {
    return this.#model.model?.modality ?? "text";
  }

  #modelOptions(): Option[] {
    const options = this.panel.models.map((one) => ({
      value: one.name,
      label: `${one.title} (${one.size})`,
      title: one.problem ?? one.description,
      disabled: one.problem !== undefined,
    }));
    const { model } = this.#model.draft;
    if (options.length === 0) return [{ value: model, label: "Looking for models…" }];
    if (model === "" || this.#model.model !== undefined) return options;
    return [{ value: model, label: `${model} (missing)`, title: "", disabled: false }, ...options];
  }

  /** Another model has steps of its own, and takes other rewards where it makes something else. */
  #choose(name: keyof Draft, value: unknown): void {
    const before = this.#model.model;
    this.#edit(name, value);
    const { model } = this.#model;
    if (name !== "model" || model === undefined) return;
    if (model.steps !== before?.steps) this.#edit("steps", model.steps);
    if (model.modality === before?.modality) return;
    const fitting = nextReward(this.panel.rewards, [], model.modality, this.panel.trusted);
    if (fitting !== undefined) this.#edit("rewards", [fitting]);
  }

  #edit(name: keyof Draft, value: unknown): void {
    this.#model.edit(name, value);
    this.requestUpdate();
  }

  /** What the form's parts are given of it. */
  #makeEditor(): FormEditor {
    const model = this.#model;
    return {
      get draft() {
        return model.draft;
      },
      problem: (path) => model.problem(path),
      edit: (name, value) => this.#edit(name, value),
      choose: (name, kind, initial) => {
        model.choose(name, kind, initial);
        this.requestUpdate();
      },
      focus: (path) => void this.#focusField(path),
    };
  }

  /** What is wrong with a field is said when it is left. */
  #left(): void {
    this.#model.check();
    this.requestUpdate();
  }

  async #focusField(path: string): Promise<void> {
    // The form may just have been shown again.
    await new Promise(requestAnimationFrame);
    const [, index, inside] = /^rewards\.(\d+)\.?(.*)$/.exec(path) ?? [];
    const row =
      index === undefined ? undefined : this.renderRoot.querySelectorAll<RewardRow>("fk-reward")[Number(index)];
    if (row !== undefined) {
      row.focusField(inside ?? "");
      return;
    }
    const places = [...this.renderRoot.querySelectorAll<HTMLElement>("[data-field]")];
    const name = nearestField(
      path,
      places.map((one) => one.dataset["field"] ?? ""),
    );
    const place = places.find((one) => one.dataset["field"] === name);
    const details = place?.closest("details");
    if (details) details.open = true;
    place?.querySelector<HTMLElement>(controlSelector)?.focus();
  }

  #addReward(): void {
    const { rewards } = this.#model.draft;
    const next = nextReward(this.panel.rewards, rewards, this.#modality, this.panel.trusted);
    if (next !== undefined) this.#edit("rewards", [...rewards, next]);
  }

  #newReward(event: Event): void {
    event.preventDefault();
    ask(this, "open", { what: "new-reward" });
  }

  #rollSeed(): void {
    this.#edit("seed", crypto.getRandomValues(new Uint32Array(1))[0]);
  }
}

function group(title: string, fields: TemplateResult): TemplateResult {
  return html`<div role="group" aria-label=${title}>
    <h3 aria-hidden="true">${title}</h3>
    <div class="grid">${fields}</div>
  </div>`;
}
