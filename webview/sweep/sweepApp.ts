/** A sweep's page: how far it is, small multiples of a figure as plots and as cells, and the table. */
import { LitElement, type TemplateResult, html, nothing } from "lit";
import { icon } from "../controls/icons.ts";
import { hues, hueStyles } from "../hues.ts";
import { tableStyles } from "../inspector/tableStyles.ts";
import { problemOf } from "../host/problem.ts";
import { actionStyles, baseStyles, marginStyles } from "../theme.ts";
import { cellCount, type EndedCell } from "../../src/protocol/sweep.ts";
import { plural } from "../../src/protocol/numberWords.ts";
import { weightedNames } from "../../src/protocol/rewardWords.ts";
import { sweepColumns } from "../../src/protocol/sweepColumns.ts";
import { sweepFigures, type SweepFigure } from "../../src/protocol/sweepEstimates.ts";
import type { SweepPagePayload, SweepPageRequest, SweepView } from "../../src/protocol/sweepPage.ts";
import { cellWords, figureWords, promptWords } from "../../src/protocol/sweepWords.ts";
import { timeLeft } from "../../src/protocol/timeWords.ts";
import { type Facet, type Facets, facetsOf, rangeOf } from "./facets.ts";
import type { SweepStore } from "./sweepStore.ts";
import { sweepStyles } from "./sweepStyles.ts";

/** What is drawn of the cells that have ended. */
interface Drawn {
  readonly cells: readonly EndedCell[];
  readonly figure: SweepFigure;
  readonly facets: Facets;
  /** Of the figure with its intervals, and of its means alone. */
  readonly range: readonly [number, number] | undefined;
  readonly means: readonly [number, number] | undefined;
  readonly ended: ReadonlyMap<number, EndedCell>;
}

export class SweepApp extends LitElement {
  static override properties = { store: { attribute: false }, figure: { state: true }, refused: { state: true } };
  static override styles = [baseStyles, actionStyles, tableStyles, ...hueStyles, marginStyles, sweepStyles];
  declare store: SweepStore;
  declare figure: SweepFigure;
  /** What the host has refused last. */
  declare refused: string | undefined;
  #unsubscribe: (() => void) | undefined;
  #drawn: Drawn | undefined;

  constructor() {
    super();
    this.figure = "best";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unsubscribe = this.store.subscribe(() => this.requestUpdate());
    this.addEventListener("fk-open-cell", (event) =>
      this.#ask("open", (event as CustomEvent<SweepPagePayload<"open">>).detail),
    );
  }

  override disconnectedCallback(): void {
    this.#unsubscribe?.();
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    const { view } = this.store;
    if (view === undefined) return html``;
    const { facets, range, means, ended } = this.#drawnOf(view);
    const running = view.state === "idle" ? undefined : view.progress?.cell.index;
    return html`${this.#header(view)}
      <main>
        ${this.#notices(view)}
        <div class="controls">
          <fk-dropdown
            label="Figure"
            .value=${this.figure}
            .options=${sweepFigures.map((figure) => {
              const { name, title } = figureWords[figure];
              return { value: figure, label: name(view.modality), title };
            })}
            @fk-change=${({ detail }: CustomEvent<{ value: SweepFigure }>) => (this.figure = detail.value)}
          ></fk-dropdown>
          ${this.#legend(facets)}
        </div>
        ${facets.others === 0 ? nothing : html`<p class="quiet">Drawn are the first ${view.axes.prompt.length - facets.others} of ${view.axes.prompt.length} prompts; the table has all of them.</p>`}
        <section aria-label="Plots">
          <h2 class="hidden-text">Plots</h2>
          ${this.#multiples(
            facets,
            (facet, label) =>
              html`<fk-sweep-plot
                .facet=${facet}
                .facets=${facets}
                .figure=${this.figure}
                .range=${range}
                .label=${`${figureWords[this.figure].name(view.modality)} over ${facets.across}${label}; the table has its numbers`}
              ></fk-sweep-plot>`,
          )}
        </section>
        <section aria-label="Cells">
          <h2>Cells</h2>
          ${this.#multiples(
            facets,
            (facet) =>
              html`<fk-sweep-grid
                .facet=${facet}
                .facets=${facets}
                .figure=${this.figure}
                .range=${means}
                .ended=${ended}
                .running=${running}
                .store=${this.store}
              ></fk-sweep-grid>`,
          )}
        </section>
        ${this.#table(view)}
      </main>`;
  }

  /** The same until another cell has ended: how far a sweep is, is told at every step. */
  #drawnOf({ axes, cells }: SweepView): Drawn {
    if (this.#drawn?.cells === cells && this.#drawn.figure === this.figure) return this.#drawn;
    const facets = this.#drawn?.cells === cells ? this.#drawn.facets : facetsOf(axes, cells);
    return (this.#drawn = {
      cells,
      figure: this.figure,
      facets,
      range: rangeOf(facets, this.figure),
      means: rangeOf(facets, this.figure, { intervals: false }),
      ended: new Map(cells.map((cell) => [cell.cell, cell])),
    });
  }

  #header(view: SweepView): TemplateResult {
    const { specification, axes, cells, state } = view;
    const all = cellCount(axes);
    const done = cells.filter(({ result }) => result.outcome === "done").length;
    const failed = cells.length - done;
    const button =
      state !== "idle"
        ? html`<vscode-button
            appearance="secondary"
            aria-disabled=${state === "stopping"}
            title="Stop the sweep: cells that ended stay, and resuming goes on from there"
            @click=${() => this.#ask("stop", undefined)}
            >${icon("stop", "start")}Stop</vscode-button
          >`
        : done < all
          ? html`<vscode-button
              title="Go on with the cells that have not ended, each from its last scored step"
              @click=${() => this.#ask("resume", undefined)}
              >${icon("resume", "start")}Resume</vscode-button
            >`
          : nothing;
    return html`<header>
      <h1>Sweep of ${weightedNames(specification.rewards)}</h1>
      <span class="quiet">${specification.model}, ${plural(axes.seed.length, "seed")}</span>
      ${button}
      <div class="grow status">
        <span role="status">${statusOf(view, done, all)}${failed === 0 ? "" : `, ${failed} failed`}</span>
        ${
          state === "idle"
            ? nothing
            : html`<progress max="1" .value=${view.progress?.done ?? 0} aria-label="The sweep so far"></progress>`
        }
      </div>
    </header>`;
  }

  #notices({ problem, warnings }: SweepView): TemplateResult {
    return html`${problem === undefined ? nothing : html`<fk-notice kind="error">${problem}</fk-notice>`}
    ${
      this.refused === undefined
        ? nothing
        : html`<fk-notice kind="error" dismissible @fk-dismiss=${() => (this.refused = undefined)}
            >${this.refused}</fk-notice
          >`
    }
    ${warnings.map((warning) => html`<fk-notice kind="warning">${warning}</fk-notice>`)}`;
  }

  #legend({ across, lines }: Facets): TemplateResult {
    const axis = across === "strength" ? "λ" : "particles";
    const named = lines.map((line, k) => {
      const label = across === "strength" ? plural(line, "particle") : `λ ${line}`;
      return html`<span class=${hues[k % hues.length]!}>${label}</span>`;
    });
    return html`<div class="legend">
      ${named}<span class="plain quiet">over ${axis}; bars are 95 % intervals over the seeds</span>
    </div>`;
  }

  /** Potentials down, prompts across, with their names in the margins where there are several. */
  #multiples({ grid }: Facets, draw: (facet: Facet, label: string) => TemplateResult): TemplateResult {
    const [several, prompts] = [grid.length > 1, (grid[0]?.length ?? 0) > 1];
    return html`<div class="multiples">
      ${grid.map(
        (row) =>
          html`<div class="row">
            ${several ? html`<div class="margin"><span>${row[0]?.potential}</span></div>` : nothing}
            <div class="facets">
              ${row.map((facet) => {
                const name = promptWords(facet.prompt);
                const label = `${several ? `, ${facet.potential}` : ""}${prompts ? `, ${name}` : ""}`;
                return html`<div class="facet">
                  ${prompts ? html`<h3 class="quiet" title=${facet.prompt} dir="auto">${name}</h3>` : nothing}
                  ${draw(facet, label)}
                </div>`;
              })}
            </div>
          </div>`,
      )}
    </div>`;
  }

  #table({ axes, cells, modality }: SweepView): TemplateResult {
    const [heads = [], ...rows] = sweepColumns(axes, cells, modality);
    return html`<section aria-label="Table">
      <h2>
        Table
        <button
          class="action text"
          title="Copy the table, for a spreadsheet"
          @click=${() => this.#ask("copyTable", undefined)}
        >
          ${icon("copy")}Copy
        </button>
      </h2>
      <div class="scroll" tabindex="0">
        <table>
          <thead>
            <tr>
              ${heads.map((head) => html`<th scope="col">${head}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              (row) =>
                html`<tr>
                  ${row.map((text) => html`<td>${text}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>`;
  }

  #ask<Name extends SweepPageRequest>(name: Name, payload: SweepPagePayload<Name>): void {
    this.refused = undefined;
    this.store.ask(name, payload).catch((error: unknown) => (this.refused = problemOf(error)?.message));
  }
}

function statusOf({ state, progress, message }: SweepView, done: number, all: number): string {
  const cells = done === all ? plural(all, "cell") : `${done} of ${all} cells`;
  if (state === "idle") return cells;
  if (state === "stopping") return `${cells}, stopping after this model call`;
  if (state === "waiting" || progress === undefined) return `${cells}, ${message ?? "beginning"}`;
  const { cell, step, steps, secondsLeft } = progress;
  return `${cells}, ${timeLeft(secondsLeft)}: ${cellWords(cell)}, step ${step} of ${steps}`;
}
