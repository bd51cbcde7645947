/** One reward of the form: which, how much it weighs, its parameters. Knows nothing of the other rows. */
import { LitElement, type TemplateResult, css, html, nothing } from "lit";
import type { RewardInfo } from "../../src/protocol/engine.ts";
import { ask, emit, type PanelEvent } from "../host/events.ts";
import { controlOf, field, fieldProblem, fieldStyles } from "../controls/field.ts";
import { type RewardDraft, nearestField } from "./formDraft.ts";
import { icon } from "../controls/icons.ts";
import { parameterControl } from "./parameterField.ts";
import type { Option } from "../controls/option.ts";
import { type ParameterValue, findReward, parameterValue, sourceKey } from "./rewardOptions.ts";
import { actionStyles, baseStyles, controlStyles } from "../theme.ts";

type Changed = PanelEvent<"fk-change">;

export class RewardRow extends LitElement {
  static override properties = {
    index: { type: Number },
    draft: { attribute: false },
    rewards: { attribute: false },
    options: { attribute: false },
    problems: { attribute: false },
    removable: { type: Boolean },
  };
  static override styles = [baseStyles, actionStyles, controlStyles, fieldStyles, rowStyles()];
  declare index: number;
  declare draft: RewardDraft;
  declare rewards: readonly RewardInfo[];
  declare options: readonly Option[];
  /** By field path inside this reward: "weight", "parameters.words", "" for the reward itself. */
  declare problems: ReadonlyMap<string, string>;
  declare removable: boolean;

  /** Puts the focus on the field that a path inside this reward is about. */
  focusField(path: string): void {
    const places = [...this.renderRoot.querySelectorAll<HTMLElement>("[data-field]")];
    const name =
      nearestField(
        path,
        places.map((one) => one.dataset["field"] ?? ""),
      ) ?? "source";
    const place = places.find((one) => one.dataset["field"] === name);
    controlOf(place)?.focus();
  }

  protected override render(): TemplateResult {
    const { draft, index, options } = this;
    const info = findReward(this.rewards, draft.source);
    const problem = this.problems.get("") ?? this.problems.get("source") ?? this.#sourceProblem(info);
    return html`<div class="line">
        <div class="source" data-field="source">
          <fk-dropdown
            label="Reward ${index + 1}"
            value=${sourceKey(draft.source)}
            .options=${options}
            ?invalid=${problem !== undefined}
            @fk-change=${(event: Changed) => this.#chooseSource(event)}
          ></fk-dropdown>
        </div>
        <div class="weight" data-field="weight" title="Weight: the rewards are added up, each times its weight">
          <span class="times quiet" aria-hidden="true">×</span>
          <fk-number
            label="Weight of reward ${index + 1}"
            .value=${draft.weight}
            .step=${0.5}
            ?invalid=${this.problems.has("weight")}
            @fk-change=${(event: Changed) => this.#setWeight(event)}
          ></fk-number>
        </div>
        ${this.#openAction()}
        <button
          class="action"
          title=${this.removable ? "Remove this reward" : "A run needs at least one reward"}
          aria-label="Remove reward ${index + 1}"
          aria-disabled=${!this.removable}
          @click=${() => this.removable && emit(this, "fk-reward-remove", undefined)}
        >
          ${icon("close")}
        </button>
      </div>
      ${fieldProblem(problem)} ${fieldProblem(this.problems.get("weight"))}
      ${info === undefined ? nothing : this.#parameters(info)}`;
  }

  #parameters(info: RewardInfo): unknown {
    const declared = Object.entries(info.parameters);
    if (declared.length === 0) return nothing;
    return html`<div class="parameters">
      ${declared.map(([name, one]) => {
        const value = parameterValue(info, this.draft, name);
        const problem = this.problems.get(`parameters.${name}`);
        return field({
          name: `parameters.${name}`,
          label: one.type === "boolean" ? "" : name,
          title: one.description,
          problem,
          wide: one.type === "string",
          control: parameterControl({
            name,
            declared: one,
            value,
            invalid: problem !== undefined,
            change: (next) => this.#setParameter(name, next),
          }),
        });
      })}
    </div>`;
  }

  #openAction(): unknown {
    const { source } = this.draft;
    if (source.kind !== "file") return nothing;
    return html`<button
      class="action"
      title="Open ${source.path}"
      aria-label="Open the reward file"
      @click=${() => ask(this, "open", { what: "reward", path: source.path })}
    >
      ${icon("edit")}
    </button>`;
  }

  #sourceProblem(info: RewardInfo | undefined): string | undefined {
    if (info === undefined) {
      // Before the engine has said which there are, nothing is missing.
      return this.rewards.length === 0
        ? undefined
        : "This reward is not there any more. Choose another, or bring its file back.";
    }
    const chosen = this.options.find((one) => one.value === sourceKey(info.source));
    return chosen?.disabled === true ? "Workspace rewards are off: this workspace is not trusted." : undefined;
  }

  #chooseSource(event: Changed): void {
    event.stopPropagation();
    const info = this.rewards.find((one) => sourceKey(one.source) === event.detail.value);
    if (info !== undefined) this.#tell({ ...this.draft, source: info.source, parameters: {} });
  }

  #setWeight(event: Changed): void {
    event.stopPropagation();
    this.#tell({ ...this.draft, weight: event.detail.value as number });
  }

  #setParameter(name: string, value: ParameterValue | undefined): void {
    const parameters = { ...this.draft.parameters };
    if (value === undefined) delete parameters[name];
    else parameters[name] = value;
    this.#tell({ ...this.draft, parameters });
  }

  #tell(draft: RewardDraft): void {
    emit(this, "fk-reward-edit", { draft });
  }
}

function rowStyles() {
  return css`
    .line {
      display: flex;
      align-items: center;
      gap: 4px;
    }
    .source {
      flex: 1 1 auto;
      min-width: 0;
    }
    .weight {
      flex: 0 0 64px;
      display: flex;
      align-items: center;
      gap: 4px;
    }
    .parameters {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(120px, 1fr));
      gap: 2px 8px;
      margin: 2px 0 4px 3px;
      padding-left: 9px;
      border-left: 1px solid var(--vscode-tree-indentGuidesStroke, var(--vscode-widget-border));
    }
  `;
}
