/**
 * The form: what the next run shall be. Keeps what is being typed; tells edits (debounced) and hands out a checked request.
 * Knows the host only as the form that it says and the lists to choose from.
 */
import { LitElement, type PropertyValues, type TemplateResult, html, nothing } from "lit";
import { modalities, usualModality, type Modality } from "../../src/protocol/modality.ts";
import { factsOf } from "../../src/protocol/fieldFacts.ts";
import { foreignFields } from "../../src/protocol/modalityFields.ts";
import { isMeant, type FormPlace } from "../../src/protocol/fieldWords.ts";
import { rowOf, runFieldNames, type RunFieldName } from "../../src/protocol/runFields.ts";
import type { PanelState } from "../../src/protocol/panel.ts";
import { choiceField } from "../controls/choiceField.ts";
import { ask, emit, type PanelEvent } from "../host/events.ts";
import { afterFirstView, afterPaint } from "../host/firstView.ts";
import { field, fieldProblem, fieldStyles } from "../controls/field.ts";
import { focusField } from "./focusField.ts";
import type { Draft, RewardDraft } from "./formDraft.ts";
import type { ChoiceName, FormEditor } from "./formEditor.ts";
import { FormModel } from "./formModel.ts";
import { formStyles } from "./formStyles.ts";
import { modelOptions, otherModelOptions } from "./modelOptions.ts";
import { icon } from "../controls/icons.ts";
import { accessibleName } from "../controls/accessibleName.ts";
import { strengthInSpreads } from "./strengthInSpreads.ts";
import { newEachRun, seedChoice } from "./seedField.ts";
import { allParticles, presetNote, withIslands, withParticles } from "./population.ts";
import { presetField } from "./presetField.ts";
import { otherPromptFields } from "./promptFields.ts";
import { type Option, optionsOf } from "../controls/option.ts";
import { nextReward, rewardOptions } from "./rewardOptions.ts";
import { actionStyles, baseStyles, controlStyles, foldStyles } from "../theme.ts";

type TextName = "prompt" | "suffix" | "negativePrompt";
type Changed = PanelEvent<"fk-change">;

export class SteeringForm extends LitElement {
  static override properties = {
    panel: { attribute: false },
    beside: { type: Boolean },
    whole: { state: true },
  };
  static override styles = [baseStyles, actionStyles, controlStyles, fieldStyles, foldStyles, formStyles];
  declare panel: PanelState;
  /** It stands in a column of its own. */
  declare beside: boolean;
  /** With what is folded away. */
  declare whole: boolean;
  readonly #model = new FormModel((draft) => emit(this, "fk-edit", { draft }));

  readonly #editor: FormEditor = this.#makeEditor();

  constructor() {
    super();
    this.beside = false;
    this.whole = false;
  }

  protected override firstUpdated(): void {
    afterPaint(() => (this.whole = true));
  }

  /** Beside what a person came to see, it comes after that: nothing moves by it. */
  protected override scheduleUpdate(): void | Promise<unknown> {
    return this.beside ? afterFirstView(() => super.scheduleUpdate()) : super.scheduleUpdate();
  }

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

  /** Goes to a field, wherever it is. */
  async show(path: string): Promise<void> {
    this.whole = true;
    await this.updateComplete;
    await this.#focusField(path);
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
      ${this.#dropdown("model", "Model", modelOptions(this.panel.models, draft.model), true)} ${this.#modelLinks()}
      ${this.#text("prompt", "Prompt", modalities[this.#modality].prompt)} ${otherPromptFields(this.#editor)}
      ${draft.suffix === "" || !this.#takes("suffix") ? nothing : this.#text("suffix", rowOf("suffix").label)}
      <div class="field wide" data-field="rewards">
        <div class="label-row"><label>Rewards</label></div>
        <div class="rewards">${draft.rewards.map((one, index) => this.#reward(one, index))}</div>
        ${fieldProblem(this.#model.problem("rewards"))}
        <div class="links">
          <button class="action text" @click=${() => this.#addReward()}>${icon("add")}Add reward</button>
          <a href="#" role="button" @click=${(event: Event) => this.#newReward(event)}>New reward…</a>
        </div>
      </div>
      ${presetField(this.#editor, this.#modality)} ${this.#fields("top")}
      <details class="wide">
        <summary>${icon("chevron")}Advanced</summary>
        ${this.whole ? this.#advanced() : nothing}
      </details>
    </div>`;
  }

  #advanced(): TemplateResult {
    return html`${group("Selection", this.#fields("selection"))} ${group("Rewards", this.#fields("rewards"))}
    ${group(`${modalities[this.#modality].title} and device`, this.#fields("model"))}`;
  }

  /** The settings of a run that stand there, as far as the model takes them and what was chosen makes them mean something. */
  #fields(place: FormPlace): unknown[] {
    return runFieldNames.flatMap((name) => {
      const row = rowOf(name);
      if (row.place !== place || !this.#takes(name)) return [];
      // What is wrong must be seen, though it does not count.
      return isMeant(row, this.#model.draft) || this.#model.problem(name) !== undefined
        ? [this.#field(name as keyof Draft)]
        : [];
    });
  }

  /** The model, whatever it makes, knows the setting. */
  #takes(name: RunFieldName): boolean {
    const { modality, shownFor } = rowOf(name);
    return [modality, shownFor].every((only) => only === undefined || only === this.#modality);
  }

  #field(name: keyof Draft): unknown {
    const { label, empty, schema } = rowOf(name);
    switch (factsOf(schema).type) {
      case "choice":
        return choiceField(this.#editor, name as ChoiceName);
      case "option":
        return this.#dropdown(name, label, optionsOf(rowOf(name)));
      case "text":
        return this.#text(name as TextName, label, empty);
      default:
        return this.#number(name, this.#aside(name));
    }
  }

  #aside(name: keyof Draft): unknown {
    const { islands } = this.#model.draft;
    if (name === "seed") return seedChoice(this.#model.draft.seed, this.panel.run, (seed) => this.#setSeed(seed));
    if (name === "strength") return strengthInSpreads(this.#model.request, this.panel.spreads, () => this.#measure());
    return name === "particles" && islands > 1
      ? html`<span class="quiet" title="Independent populations, which share the particles">${islands} islands</span>`
      : nothing;
  }

  /** Another button comes in the place of the one that was pressed: the number itself has the focus. */
  #setSeed(seed: number | undefined): void {
    this.#edit("seed", seed);
    void this.#focusField("seed");
  }

  /** Runs what the form asks for unsteered: the spread of its rewards is known from then on. */
  #measure(): void {
    const request = this.checked();
    if (request !== undefined) ask(this, "unsteered", request);
  }

  #number(name: keyof Draft, aside: unknown): TemplateResult {
    const problem = this.#model.problem(name);
    const { label, title, step, empty, schema } = rowOf(name);
    const { min, max, optional, fallback } = factsOf(schema);
    // The form always says how many steps there are.
    const mayBeEmpty = (optional && fallback === undefined && name !== "steps") || name === "seed";
    const control = html`<fk-number
      label=${label}
      .value=${name === "particles" ? allParticles(this.#model.draft) : this.#model.draft[name]}
      .step=${step ?? 1}
      .min=${min}
      .max=${max}
      ?optional=${mayBeEmpty}
      placeholder=${name === "seed" ? newEachRun : mayBeEmpty ? (empty ?? "") : ""}
      ?invalid=${problem !== undefined}
      @fk-change=${(event: Changed) => this.#editNumber(name, event.detail.value as number | undefined)}
    ></fk-number>`;
    const note = name === "particles" ? presetNote(this.#model.draft, foreignFields(this.#modality)) : undefined;
    return field({ name, label, title, problem, note, aside, control });
  }

  #dropdown(name: keyof Draft, label: string, options: readonly Option[], wide = false): TemplateResult {
    const problem = this.#model.problem(name);
    const { title } = rowOf(name);
    const value = name === "model" ? (this.#model.model?.name ?? this.#model.draft.model) : this.#model.draft[name];
    const control = html`<fk-dropdown
      label=${label}
      value=${value ?? ""}
      .options=${options}
      ?invalid=${problem !== undefined}
      @fk-change=${(event: Changed) => this.#choose(name, event.detail.value === "" ? undefined : event.detail.value)}
    ></fk-dropdown>`;
    return field({ name, label, title, problem, control, wide });
  }

  #text(name: TextName, label: string, placeholder = ""): TemplateResult {
    const problem = this.#model.problem(name);
    const control = html`<vscode-text-area
      class=${problem === undefined ? "" : "invalid"}
      ${accessibleName(label)}
      rows="2"
      placeholder=${placeholder}
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
      @fk-reward-edit=${(event: PanelEvent<"fk-reward-edit">) => replace([event.detail.draft])}
      @fk-reward-remove=${() => {
        replace([]);
        void this.#focusField(`rewards.${Math.max(0, index - 1)}`);
      }}
    ></fk-reward>`;
  }

  get #modality(): Modality {
    return this.#model.model?.modality ?? usualModality;
  }

  #otherModels(): Option[] {
    const { composition } = this.#model.draft;
    return otherModelOptions(this.panel.models, composition?.kind === "models" ? composition.model : "");
  }

  /** What is known of the model and who says it, in a document: too much for a tooltip. */
  #modelLinks(): TemplateResult | typeof nothing {
    const { model } = this.#model;
    if (model === undefined) return nothing;
    const show = (event: Event): void => {
      event.preventDefault();
      ask(this, "open", { what: "model", path: model.name });
    };
    return html`<div class="links facts wide quiet">
      ${model.note ?? nothing} <a href="#" role="button" @click=${show}>What is known of it…</a>
    </div>`;
  }

  /** A model that makes something else takes other rewards. */
  #choose(name: keyof Draft, value: unknown): void {
    if (name !== "model") {
      this.#edit(name, value);
      return;
    }
    const fits = this.#model.chooseModel(String(value));
    const fitting = fits ? undefined : nextReward(this.panel.rewards, [], this.#modality, this.panel.trusted);
    if (fitting !== undefined) this.#model.edit("rewards", [fitting]);
    this.requestUpdate();
  }

  /** Particles and islands go together. */
  #editNumber(name: keyof Draft, value: number | undefined): void {
    const { draft } = this.#model;
    if (value === undefined || (name !== "particles" && name !== "islands")) {
      this.#edit(name, value);
      return;
    }
    const foreign = foreignFields(this.#modality);
    const { islands, particles } =
      name === "particles" ? withParticles(draft, value, foreign) : withIslands(draft, value);
    this.#edit("islands", islands);
    this.#edit("particles", particles);
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
      offered: (path) => (path === "composition.model" ? this.#otherModels() : undefined),
      focus: (path) => void this.#focusField(path),
    };
  }

  /** What was typed in a field is told when it is left, at the latest, and what is wrong with it said. */
  #left(): void {
    this.#model.flush();
    this.#model.check();
    this.requestUpdate();
  }

  async #focusField(path: string): Promise<void> {
    // The form may just have been shown again.
    await new Promise(requestAnimationFrame);
    focusField(this.renderRoot, path);
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
}

function group(title: string, fields: unknown): TemplateResult {
  return html`<div role="group" aria-label=${title}>
    <h3 aria-hidden="true">${title}</h3>
    <div class="grid">${fields}</div>
  </div>`;
}
