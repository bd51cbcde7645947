/** Why a particle is what it is: its line step by step, what its weight asked for and what it got, and what became of its siblings. Knows a genealogy. */
import { LitElement, type TemplateResult, css, html, nothing } from "lit";
import {
  descendantsOf,
  expectedOffspring,
  offspringOf,
  pathOf,
  valueForOneOffspring,
  type Genealogy,
  type GenealogyPlace,
} from "../../src/steering/genealogy.ts";
import { icon } from "../controls/icons.ts";
import { formatNumber, plural } from "../../src/protocol/numberWords.ts";
import type { BranchView } from "../../src/protocol/panel.ts";
import { ask, emit } from "../host/events.ts";
import { actionStyles, baseStyles } from "../theme.ts";
import { lineCurves, type LineCurve } from "./lineCurves.ts";
import { tableStyles } from "./tableStyles.ts";
import { isReport } from "../host/place.ts";

export class Why extends LitElement {
  static override properties = {
    genealogy: { attribute: false },
    place: { attribute: false },
    rewards: { attribute: false },
    branches: { attribute: false },
  };
  static override styles = [
    baseStyles,
    actionStyles,
    tableStyles,
    css`
      :host {
        margin-top: 6px;
        padding: 2px 10px 8px;
        border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, var(--vscode-panel-border)));
        border-radius: 4px;
        background: var(--vscode-editorWidget-background);
      }
      .heading {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      .heading .branch {
        margin-left: auto;
        color: var(--vscode-textLink-foreground);
      }
      p {
        margin: 0 0 4px;
      }
      .figure {
        max-width: 14ch;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];
  declare genealogy: Genealogy;
  declare place: GenealogyPlace;
  /** Names, in the order of the specification. */
  declare rewards: readonly string[];
  /** Runs that begin there. */
  declare branches: readonly BranchView[];

  constructor() {
    super();
    this.branches = [];
  }

  protected override render(): TemplateResult {
    const { at, particle } = this.place;
    const step = this.genealogy.scored[at]?.step;
    const curves = lineCurves(this.genealogy, this.place, this.rewards);
    return html`<section
      aria-label="Why particle ${particle}"
      @keydown=${(event: KeyboardEvent) => event.key === "Escape" && this.#close()}
    >
      <div class="heading">
        <h2>Why #${particle} at step ${step}</h2>
        ${this.#branchButton(particle, step)}
        <button class="action" title="Close (Escape)" aria-label="Close" @click=${() => this.#close()}>
          ${icon("close")}
        </button>
      </div>
      <p class="quiet">${this.#siblings()}</p>
      <fk-why-curves .genealogy=${this.genealogy} .place=${this.place} .curves=${curves}></fk-why-curves>
      ${this.branches.map(
        ({ run, label }) =>
          html`<p>
            Branch:
            <a
              href="#"
              role="button"
              @click=${(event: Event) => {
                event.preventDefault();
                ask(this, "open", { what: "run", path: run });
              }}
              >${label}</a
            >
          </p>`,
      )}
      <div class="scroll" tabindex="0" role="region" aria-label="Its line, step by step">
        <table>
          <thead>
            <tr>
              <th scope="col">step</th>
              <th scope="col">was</th>
              ${curves.map(({ name }) => html`<th scope="col" class="figure" title=${name}>${name}</th>`)}
              <th scope="col" title="N · W: how many copies its weight asked for">expected copies</th>
              <th scope="col" title="What the selection gave; without a resampling everyone goes on once">copies</th>
              <th
                scope="col"
                title="The value with which the expected copies would have been 1, all others as they were"
              >
                value for 1
              </th>
            </tr>
          </thead>
          <tbody>
            ${pathOf(this.genealogy, this.place).map((n, j) => this.#row(n, j, curves))}
          </tbody>
        </table>
      </div>
    </section>`;
  }

  #branchButton(particle: number, step: number | undefined): unknown {
    if (isReport()) return nothing;
    const isLast = step === undefined || step === this.genealogy.steps;
    return html`<button
      class="action text branch"
      title=${isLast ? "At the last step nothing is left to run" : "A run of its own from this particle on, dead or alive"}
      aria-disabled=${isLast}
      @click=${() => !isLast && ask(this, "branch", { particle, step })}
    >
      ${icon("branch")}Branch from here
    </button>`;
  }

  #row(n: number, j: number, curves: readonly LineCurve[]): TemplateResult {
    const step = this.genealogy.scored[j]!;
    const g = this.genealogy.groups.findIndex(({ start, count }) => n >= start && n < start + count);
    const group = this.genealogy.groups[g]!;
    const selected = step.groups[g]?.resampled === true;
    const enough = valueForOneOffspring(step, group, g, n);
    return html`<tr>
      <th scope="row">${step.step}</th>
      <td>#${n}</td>
      ${curves.map(({ own }) => html`<td>${Number.isNaN(own[j]) ? "–" : formatNumber(own[j]!)}</td>`)}
      <td>${expectedOffspring(step, group, n).toFixed(2)}</td>
      <td>${selected ? offspringOf(step)[n] : "–"}</td>
      <td>${enough === undefined ? "–" : formatNumber(enough)}</td>
    </tr>`;
  }

  /** Tells of the last selection in which its line had a sibling. */
  #siblings(): string {
    const path = pathOf(this.genealogy, this.place);
    for (let j = path.length - 1; j > 0; j -= 1) {
      const { ancestors, step } = this.genealogy.scored[j - 1]!;
      const siblings = Array.from(ancestors, (_, m) => m).filter((m) => ancestors[m] === path[j - 1] && m !== path[j]);
      if (siblings.length === 0) continue;
      const fates = siblings.slice(0, 6).map((m) => `#${m} ${this.#fate({ at: j, particle: m })}`);
      const more = siblings.length > fates.length ? ` and ${siblings.length - fates.length} more` : "";
      return `Copied from #${path[j - 1]} at step ${step}. Its siblings then: ${fates.join(", ")}${more}.`;
    }
    return "Never copied: it comes from the start in one line.";
  }

  #fate(place: GenealogyPlace): string {
    const line = descendantsOf(this.genealogy, place);
    const last = line.at(-1)?.length ?? 0;
    if (last > 0) return `has ${plural(last, "descendant")} at the end`;
    const died = line.findIndex((generation) => generation.length === 0);
    return `died out at step ${this.genealogy.scored[place.at + died - 1]?.step}`;
  }

  #close(): void {
    emit(this, "fk-dismiss", undefined);
  }
}
