/** The cells of one prompt and potential: each with its figure, what its best particle came to, and a button a seed that opens its run. */
import { LitElement, type PropertyValues, type TemplateResult, css, html, nothing } from "lit";
import { until } from "lit/directives/until.js";
import type { EndedCell, SweepCell } from "../../src/protocol/sweep.ts";
import type { SweepFigure, SweepRow } from "../../src/protocol/sweepEstimates.ts";
import { estimateText } from "../../src/protocol/estimateWords.ts";
import { cellWords, figureWords } from "../../src/protocol/sweepWords.ts";
import { actionStyles, baseStyles } from "../theme.ts";
import { type Facet, type Facets, rowAt } from "./facets.ts";
import type { SweepStore } from "./sweepStore.ts";

/** Seeds that are named one by one: of more the first are. */
const mostSeeds = 12;
/** How strong the ground of the highest figure is, in per cent. */
const strongest = 26;

export class SweepGrid extends LitElement {
  static override properties = {
    facet: { attribute: false },
    facets: { attribute: false },
    figure: {},
    range: { attribute: false },
    ended: { attribute: false },
    running: { type: Number },
    store: { attribute: false },
  };
  static override styles = [
    baseStyles,
    actionStyles,
    css`
      :host {
        flex: 1 1 220px;
        min-width: 0;
        overflow-x: auto;
      }
      table {
        width: 100%;
        border-spacing: 3px;
        font-size: 12px;
        font-variant-numeric: tabular-nums;
      }
      th {
        font-weight: normal;
        color: var(--vscode-descriptionForeground);
        text-align: center;
      }
      tbody th {
        width: 1%;
        padding-right: 6px;
        text-align: right;
        white-space: nowrap;
      }
      td {
        min-width: 84px;
        padding: 4px 6px;
        border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
        border-radius: 4px;
        vertical-align: top;
        background: color-mix(in srgb, var(--vscode-charts-blue) var(--shade, 0%), transparent);
      }
      /* On a ground of its own. */
      td .quiet {
        color: inherit;
      }
      td.running {
        border-color: var(--vscode-focusBorder);
      }
      .best {
        display: -webkit-box;
        max-width: 260px;
        min-height: 2.6em;
        margin: 2px 0;
        overflow: hidden;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        line-height: 1.3;
        overflow-wrap: anywhere;
      }
      img {
        display: block;
        width: 64px;
        height: 64px;
        object-fit: contain;
        margin: 3px 0;
      }
      .seeds {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 1px;
      }
      .action {
        min-width: 20px;
        height: 20px;
        color: var(--vscode-textLink-foreground);
        font-size: 12px;
      }
      .action.failed {
        color: var(--vscode-errorForeground);
        text-decoration: line-through;
      }
      .off {
        padding: 0 5px;
        line-height: 20px;
        color: var(--vscode-disabledForeground, var(--vscode-descriptionForeground));
      }
    `,
  ];
  declare facet: Facet;
  declare facets: Facets;
  declare figure: SweepFigure;
  declare range: readonly [number, number] | undefined;
  declare ended: ReadonlyMap<number, EndedCell>;
  /** Index of the cell that runs now. */
  declare running: number | undefined;
  declare store: SweepStore;
  readonly #pictures = new Map<number, Promise<TemplateResult | typeof nothing>>();

  /** By script, as the page's policy has it. */
  protected override updated(_: PropertyValues<this>): void {
    for (const cell of this.renderRoot.querySelectorAll<HTMLElement>("td[data-shade]"))
      cell.style.setProperty("--shade", `${cell.dataset["shade"]}%`);
  }

  protected override render(): TemplateResult {
    const { values, lines, across } = this.facets;
    const [columnName, rowName] = across === "strength" ? ["λ", "N"] : ["N", "λ"];
    return html`<table>
      <thead>
        <tr>
          <th></th>
          ${values.map((value) => html`<th scope="col">${columnName} ${value}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${lines.map(
          (line) =>
            html`<tr>
              <th scope="row">${rowName} ${line}</th>
              ${values.map((value) => this.#cell(rowAt(this.facets, this.facet, value, line)))}
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  #cell(row: SweepRow): TemplateResult {
    const estimate = row.figures[this.figure];
    const { digits } = figureWords[this.figure];
    const mean = estimate?.mean;
    const isRunning = row.cells.some(({ index }) => index === this.running);
    return html`<td
      class=${isRunning ? "running" : ""}
      data-shade=${this.#shade(mean)}
      title=${estimate === undefined ? "" : estimateText(estimate, digits)}
    >
      <b>${estimateText(estimate && { ...estimate, interval: undefined }, digits)}</b>
      ${this.#best(row)}
      <div class="seeds">
        <span class="quiet">${row.cells.length === 1 ? "seed" : "seeds"}</span
        >${row.cells.slice(0, mostSeeds).map((cell) => this.#seed(cell))}${this.#others(row)}
      </div>
    </td>`;
  }

  /** Seeds that there is no room for: their runs lie with the others. */
  #others({ cells }: SweepRow): TemplateResult | typeof nothing {
    const others = cells.length - mostSeeds;
    if (others <= 0) return nothing;
    return html`<span class="off" title="Their runs lie beside the sweep's record, as those of the others"
      >and ${others} more</span
    >`;
  }

  /** What the best particle of its first finished seed came to. */
  #best(row: SweepRow): TemplateResult | typeof nothing {
    const first = row.cells.find(({ index }) => this.ended.get(index)?.result.outcome === "done");
    if (first === undefined) return nothing;
    const { result } = this.ended.get(first.index)!;
    const excerpt = result.outcome === "done" ? result.figures.excerpt : undefined;
    if (excerpt !== undefined) return html`<div class="best quiet" dir="auto">${excerpt.trim()}</div>`;
    // The same promise at every drawing: another would take the image away and bring it again.
    const drawn = this.#pictures.get(first.index) ?? this.#picture(first);
    this.#pictures.set(first.index, drawn);
    return html`${until(drawn, nothing)}`;
  }

  async #picture(cell: SweepCell): Promise<TemplateResult | typeof nothing> {
    const source = await this.store.picture(cell.index);
    return source === undefined ? nothing : html`<img src=${source} alt=${`The best image of ${cellWords(cell)}`} />`;
  }

  #seed(cell: SweepCell): TemplateResult {
    const result = this.ended.get(cell.index)?.result;
    const words = cellWords(cell);
    if (cell.index === this.running)
      return html`<button class="action" title=${`Runs now: ${words}`} @click=${() => this.#open(cell)}>…</button>`;
    if (result === undefined) return html`<span class="off" title=${`Not run yet: ${words}`}>${cell.seed}</span>`;
    const isFailed = result.outcome === "failed";
    const title = isFailed ? `Failed: ${result.error.message}` : `Open the run: ${words}`;
    return html`<button
      class=${isFailed ? "action failed" : "action"}
      title=${title}
      aria-label=${title}
      @click=${() => this.#open(cell)}
    >
      ${cell.seed}
    </button>`;
  }

  #open({ index }: SweepCell): void {
    this.dispatchEvent(new CustomEvent("fk-open-cell", { detail: { cell: index }, bubbles: true, composed: true }));
  }

  /** Per cent of the ground's colour. */
  #shade(mean: number | undefined): number {
    if (mean === undefined || this.range === undefined || !Number.isFinite(mean)) return 0;
    const [low, high] = this.range;
    return high > low ? Math.round(((mean - low) / (high - low)) * strongest) : 0;
  }
}
