/** A run as a person understands it: one slider in time, who descends from whom, why one lives on, and what went wrong. Knows a run; asks for nothing. */
import { LitElement, type PropertyValues, type TemplateResult, html, nothing } from "lit";
import { changeLabel, findingSentence } from "../../src/protocol/findingWords.ts";
import type { BranchView, RunView } from "../../src/protocol/panel.ts";
import { findingsOf } from "../../src/protocol/grownGenealogy.ts";
import { modalityOfAll } from "../../src/protocol/modality.ts";
import type { Finding } from "../../src/steering/diagnosis/diagnose.ts";
import type { GenealogyPlace } from "../../src/steering/genealogy.ts";
import { icon } from "../controls/icons.ts";
import { emit, type PanelEvent } from "../host/events.ts";
import { groupLabel, promptLabel } from "../../src/protocol/groupLabel.ts";
import { isActive } from "../../src/protocol/activeRun.ts";
import { actionStyles, baseStyles } from "../theme.ts";
import { inspectorStyles } from "./inspectorStyles.ts";
import type { LineageColouring } from "./lineageColours.ts";
import { containing, partOf, type StepRange } from "./stepRange.ts";
import { isReport } from "../host/place.ts";

export class Inspector extends LitElement {
  static override properties = {
    run: { attribute: false },
    rewards: { attribute: false },
    at: { attribute: false },
    look: { attribute: false },
    branches: { attribute: false },
    visited: { state: true },
    colouring: { state: true },
    asTable: { state: true },
    range: { state: true },
  };
  static override styles = [baseStyles, actionStyles, inspectorStyles];
  declare run: RunView;
  /** Names of the run's rewards, in order. */
  declare rewards: readonly string[];
  /** Index of the scored step that is shown; undefined: the newest. */
  declare at: number | undefined;
  declare look: GenealogyPlace | undefined;
  /** Runs that begin in the shown pass. */
  declare branches: readonly BranchView[];
  /** The particle that was clicked: why it is what it is stays open. */
  declare visited: GenealogyPlace | undefined;
  declare colouring: LineageColouring;
  /** Instead of the drawing. */
  declare asTable: boolean;
  /** The part of the steps that is shown, by slider, lineage and curves; undefined: all. */
  declare range: StepRange | undefined;
  #findings: readonly Finding[] = [];

  constructor() {
    super();
    this.colouring = "reward";
    this.asTable = false;
    this.rewards = [];
    this.branches = [];
    this.addEventListener("fk-visit", (event: PanelEvent<"fk-visit">) => {
      this.visited = event.detail.place;
    });
    this.addEventListener("fk-zoom", ({ detail: { range } }: PanelEvent<"fk-zoom">) => {
      this.range = range === undefined ? undefined : partOf(this.run.genealogy.steps, range.from, range.to);
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { scored, steps } = this.run.genealogy;
    if (changed.has("at")) this.range = containing(this.range, scored[this.at ?? scored.length - 1]?.step ?? 0, steps);
    if (!changed.has("run")) return;
    const before = changed.get("run");
    if (before?.id !== this.run.id) [this.visited, this.range] = [undefined, undefined];
    if (before?.genealogy !== this.run.genealogy || before?.status !== this.run.status)
      this.#findings =
        isActive(this.run) || this.run.status === "paused"
          ? []
          : findingsOf(this.run.genealogy, this.run.specification, modalityOfAll(this.run.particles));
  }

  protected override render(): unknown {
    const { genealogy } = this.run;
    const { scored, steps } = genealogy;
    if (scored.length === 0) return nothing;
    const at = Math.min(this.at ?? scored.length - 1, scored.length - 1);
    const marks = scored.map(({ step, groups }) => ({ step, resampled: groups.some(({ resampled }) => resampled) }));
    return html`<section aria-label="Lineage">
        <h2>Lineage</h2>
        <fk-scrubber .marks=${marks} .steps=${steps} .range=${this.range} .at=${at}>${this.#tools()}</fk-scrubber>
        ${
          this.asTable
            ? html`<fk-lineage-table .genealogy=${genealogy} .at=${at} .look=${this.look}></fk-lineage-table>`
            : html`<fk-lineage
                .genealogy=${genealogy}
                .at=${at}
                .look=${this.look ?? this.visited}
                .range=${this.range}
                .colouring=${this.colouring === "vote" && !this.#isVoted ? "reward" : this.colouring}
                .branches=${this.#branchPlaces()}
                .labels=${this.run.groups.map((_, g) => groupLabel(this.run, g))}
              ></fk-lineage>`
        }
        ${
          this.visited === undefined
            ? nothing
            : html`<fk-why
                .genealogy=${genealogy}
                .place=${this.visited}
                .rewards=${this.rewards}
                .branches=${this.branches.filter((one) => this.#isAt(one, this.visited!))}
                @fk-dismiss=${(event: Event) => {
                  event.stopPropagation();
                  this.visited = undefined;
                  // Where it was asked for.
                  this.renderRoot.querySelector<HTMLElement>("fk-lineage, fk-lineage-table")?.focus();
                }}
              ></fk-why>`
        }
      </section>
      <fk-curves
        .run=${this.run}
        .rewards=${this.rewards}
        .at=${at}
        .look=${this.look ?? this.visited}
        .range=${this.range}
      ></fk-curves>
      ${this.#diagnosis()}`;
  }

  #isAt({ step, particle }: BranchView, place: GenealogyPlace): boolean {
    return particle === place.particle && step === this.run.genealogy.scored[place.at]?.step;
  }

  #branchPlaces(): GenealogyPlace[] {
    const { scored } = this.run.genealogy;
    return this.branches
      .map(({ step, particle }) => ({ at: scored.findIndex((one) => one.step === step), particle }))
      .filter(({ at }) => at >= 0);
  }

  #tools(): TemplateResult {
    const by = (colouring: LineageColouring, title: string): TemplateResult =>
      html`<button
        class="action text"
        title=${title}
        aria-pressed=${this.colouring === colouring}
        @click=${() => (this.colouring = colouring)}
      >
        ${colouring}
      </button>`;
    return html`<span class="tools" role="group" aria-label="How the lineage is shown">
      <span class="quiet">colour by</span>
      ${by("reward", "Colour by what a particle is worth: red is low, green is high")}
      ${by("ancestor", "Colour by the particle of the start that it descends from")}
      ${
        this.#isVoted
          ? by("vote", "Colour by your votes: red was killed, orange lowered, green raised, grey kept as it is")
          : nothing
      }
      <button
        class="action text"
        aria-pressed=${this.asTable}
        title="The lineage as a table"
        @click=${() => (this.asTable = !this.asTable)}
      >
        table
      </button>
    </span>`;
  }

  get #isVoted(): boolean {
    return this.run.genealogy.scored.some(({ votes }) => votes !== undefined);
  }

  #diagnosis(): unknown {
    if (this.#findings.length === 0) return nothing;
    return html`<ul class="findings" aria-label="What to know of this run">
      ${this.#findings.map((finding) => {
        const whose = promptLabel(this.run, finding.prompt);
        return html`<li>
          ${icon("info")}
          <span>${whose === undefined ? nothing : html`<b>${whose}</b> `}${findingSentence(finding)}</span>
          ${
            finding.change === undefined || isReport()
              ? nothing
              : html`<button class="action text" @click=${() => emit(this, "fk-setting", { change: finding.change! })}>
                  ${changeLabel(finding.change)}
                </button>`
          }
        </li>`;
      })}
    </ul>`;
  }
}
