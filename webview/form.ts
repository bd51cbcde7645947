/**
 * The form: what the next run shall be. Keeps what is being typed; tells edits (debounced) and hands out a checked request.
 * Knows the host only as the form that it says and the lists to choose from.
 */
import { LitElement, type PropertyValues, type TemplateResult, html, nothing } from "lit";
import type { PanelState } from "../src/protocol/panel.ts";
import {
  type ChoiceInfo,
  type ChoiceKind,
  type ChoiceName,
  type ChoicePart,
  proposalChoice,
  scheduleChoice,
  temperingChoice,
} from "./choiceFields.ts";
import { contextOptions, deviceOptions, potentialOptions, resamplerOptions, resamplingOptions } from "./choices.ts";
import { emit } from "./events.ts";
import { controlSelector, field, fieldProblem, fieldStyles } from "./field.ts";
import { type Draft, type RewardDraft, nearestField } from "./formDraft.ts";
import { FormModel } from "./formModel.ts";
import { formStyles } from "./formStyles.ts";
import { icon } from "./icons.ts";
import { named } from "./named.ts";
import * as numbers from "./numberFields.ts";
import { type Option, type ParameterValue, nextReward, rewardOptions } from "./rewardOptions.ts";
import type { RewardRow } from "./rewardRow.ts";
import { actionStyles, baseStyles, controlStyles } from "./theme.ts";

type Changed = CustomEvent<{ readonly value: ParameterValue | undefined }>;

export class SteeringForm extends LitElement {
  static override properties = { panel: { attribute: false } };
  static override styles = [baseStyles, actionStyles, controlStyles, fieldStyles, formStyles];
  declare panel: PanelState;
  readonly #model = new FormModel((draft) => emit(this, "fk-edit", { draft }));

  /** The request to run; or undefined, with what is wrong shown and in focus. Tells a pending edit first. */
  checked(): Draft | undefined {
    const wrong = this.#model.check();
    this.requestUpdate();
    if (wrong !== undefined) {
      void this.#focusField(wrong);
      return undefined;
    }
    this.#model.launched();
    return this.#model.draft;
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
    return html`<div class="grid" @focusout=${() => this.#left()}>
      ${this.#dropdown("model", "Model", this.#modelOptions(), true)} ${this.#text("prompt", "Prompt", 2)}
      ${draft.otherPrompts.map((prompt, index) => this.#otherPrompt(prompt, index))}
      <div class="links wide">
        <button
          class="action text"
          title="Another prompt in the same run, with particles, weights and log Z of its own"
          @click=${() => this.#edit("otherPrompts", [...draft.otherPrompts, ""])}
        >
          ${icon("add")}Add prompt
        </button>
      </div>
      ${draft.suffix === "" ? nothing : this.#text("suffix", "Text after", 2)}
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
        <h3>Selection</h3>
        <div class="grid">
          ${this.#choice(scheduleChoice)} ${this.#number(numbers.drawsField)}
          ${this.#dropdown("resampling", "Resampling", resamplingOptions)}
          ${draft.resampling === "adaptive" ? this.#number(numbers.essThresholdField) : nothing}
          ${this.#dropdown("resampler", "Resampler", resamplerOptions)} ${this.#choice(temperingChoice)}
        </div>
        <h3>Text</h3>
        <div class="grid">
          ${this.#choice(proposalChoice)} ${this.#number(numbers.temperatureField)} ${this.#number(numbers.lengthField)}
          ${this.#dropdown("truncateContext", "Too long is", contextOptions)}
        </div>
        <h3>Rewards and device</h3>
        <div class="grid">
          ${this.#number(numbers.standardiseField)} ${this.#dropdown("device", "Device", deviceOptions)}
        </div>
      </details>
    </div>`;
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
      @fk-change=${(event: Changed) => this.#edit(name, event.detail.value)}
    ></fk-dropdown>`;
    return field({ name, label, problem, control, wide });
  }

  /** A drop-down, and the fields of what is chosen. */
  #choice<Name extends ChoiceName>({ name, label, title, kinds }: ChoiceInfo<Name>): TemplateResult[] {
    const value: Draft[Name] = this.#model.draft[name];
    const known = Object.entries<ChoiceKind<unknown>>(kinds);
    const kind = kinds[value.kind as keyof typeof kinds] as ChoiceKind<Draft[Name]>;
    const problem = this.#model.problem(name);
    const control = html`<fk-dropdown
      label=${label}
      value=${value.kind}
      .options=${known.map(([each, about]) => ({ value: each, label: about.label, title: about.title }))}
      ?invalid=${problem !== undefined}
      @fk-change=${(event: Changed) =>
        this.#edit(name, known.find(([each]) => each === event.detail.value)?.[1].initial)}
    ></fk-dropdown>`;
    return [
      field({ name, label, title, problem, control }),
      ...kind.parts.map((part) => this.#choicePart(name, part, value as Readonly<Record<string, unknown>>)),
    ];
  }

  #choicePart(name: ChoiceName, part: ChoicePart, choice: Readonly<Record<string, unknown>>): TemplateResult {
    const path = `${name}.${part.name}`;
    const { label, title } = part;
    const problem = this.#model.problem(path);
    const change = (value: unknown): void => {
      const { [part.name]: _, ...rest } = choice;
      this.#edit(name, value === undefined ? rest : { ...rest, [part.name]: value });
    };
    const control = partControl(part, choice[part.name], problem !== undefined, change);
    return field({ name: path, label, title, problem, control, wide: part.type === "list" });
  }

  #otherPrompt(prompt: string, index: number): TemplateResult {
    const { otherPrompts } = this.#model.draft;
    const label = `Prompt ${index + 2}`;
    const control = html`<vscode-text-area
      ${named(label)}
      rows="2"
      .value=${prompt}
      @input=${(event: Event) =>
        this.#edit("otherPrompts", otherPrompts.with(index, (event.target as HTMLTextAreaElement).value))}
    ></vscode-text-area>`;
    const aside = html`<button
      class="action"
      title="Remove this prompt"
      aria-label="Remove prompt ${index + 2}"
      @click=${() => this.#edit("otherPrompts", otherPrompts.toSpliced(index, 1))}
    >
      ${icon("close")}
    </button>`;
    const name = `otherPrompts.${index}`;
    return field({ name, label, problem: this.#model.problem(name), aside, control, wide: true });
  }

  #text(name: "prompt" | "suffix", label: string, rows: number): TemplateResult {
    const problem = this.#model.problem(name);
    const control = html`<vscode-text-area
      class=${problem === undefined ? "" : "invalid"}
      ${named(label)}
      rows=${rows}
      placeholder=${name === "prompt" ? "The text to continue; empty writes freely" : ""}
      .value=${this.#model.draft[name]}
      @input=${(event: Event) => this.#edit(name, (event.target as HTMLTextAreaElement).value)}
    ></vscode-text-area>`;
    return field({ name, label, problem, control, wide: true });
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

  get #modality(): "text" | "image" {
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

  #edit(name: keyof Draft, value: unknown): void {
    this.#model.edit(name, value);
    this.requestUpdate();
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
    emit(this, "fk-open", { what: "new-reward" });
  }

  #rollSeed(): void {
    this.#edit("seed", crypto.getRandomValues(new Uint32Array(1))[0]);
  }
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
    case "option":
      return html`<fk-dropdown
        label=${part.label}
        value=${String(value)}
        .options=${part.options}
        ?invalid=${invalid}
        @fk-change=${(event: Changed) => change(event.detail.value)}
      ></fk-dropdown>`;
  }
}
