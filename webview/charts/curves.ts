/** A run's figures over its steps, one plot below the other, with the shown or read step's numbers beside their names. Knows a run; asks for nothing. */
import { LitElement, type PropertyValues, type TemplateResult, html, nothing } from "lit";
import { defaultSpecification } from "../../src/protocol/specification.ts";
import type { RunView } from "../../src/protocol/panel.ts";
import type { GenealogyPlace } from "../../src/steering/genealogy.ts";
import { plural } from "../../src/protocol/numberWords.ts";
import { emit, type PanelEvent } from "../host/events.ts";
import { hues, hueStyles } from "../hues.ts";
import { allSteps, zoomed, type StepRange } from "../inspector/stepRange.ts";
import { groupLabel } from "../../src/protocol/groupLabel.ts";
import { actionStyles, baseStyles, lowPage } from "../theme.ts";
import { curvesOf, mostLines, type CountedReward, type Curve, type CurveLine } from "./curveData.ts";
import { curveName, curveNumber } from "./curveNumbers.ts";
import { curvesStyles } from "./curvesStyles.ts";

export class Curves extends LitElement {
  static override properties = {
    run: { attribute: false },
    // Other names, not the same ones anew: the curves would be worked out at every look.
    rewards: { attribute: false, hasChanged: (now: unknown, before: unknown) => String(now) !== String(before) },
    at: { type: Number },
    look: { attribute: false },
    range: { attribute: false },
    chosen: { state: true },
    group: { state: true },
    read: { state: true },
    asTable: { state: true },
  };
  static override styles = [baseStyles, actionStyles, hueStyles, curvesStyles];
  declare run: RunView;
  /** Names of the run's rewards, in order. */
  declare rewards: readonly string[];
  /** Index of the scored step that the page shows. */
  declare at: number;
  declare look: GenealogyPlace | undefined;
  /** The part of the steps that is shown; undefined: all. */
  declare range: StepRange | undefined;
  /** Keys of the curves that are shown. */
  declare chosen: ReadonlySet<string>;
  /** Undefined: all groups. */
  declare group: number | undefined;
  /** Index of the scored step that is read, not shown in the page. */
  declare read: number | undefined;
  /** Instead of the drawings. */
  declare asTable: boolean;
  #curves: readonly Curve[] = [];

  constructor() {
    super();
    // In a low page the cards come first: a click draws a curve.
    this.chosen = new Set(matchMedia(lowPage).matches ? [] : ["ess", "value"]);
    this.rewards = [];
    this.asTable = false;
    this.addEventListener("fk-read", (event: PanelEvent<"fk-read">) => {
      event.stopPropagation();
      this.read = event.detail.at;
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("run");
    if (changed.has("run") && before?.id !== this.run.id) [this.read, this.group] = [undefined, undefined];
    const isOther = changed.has("run") && (before === undefined || !hasSameSteps(before, this.run));
    if (isOther || changed.has("group") || changed.has("rewards")) this.#curves = this.#worked();
    if (this.read !== undefined && this.read >= this.run.genealogy.scored.length) this.read = undefined;
  }

  /** A run without resampling by ESS has no threshold. */
  #worked(): Curve[] {
    const { genealogy, groups, specification, pass } = this.run;
    const { resampling = defaultSpecification.resampling, essThreshold = defaultSpecification.essThreshold } =
      specification;
    const count = genealogy.groups[0]?.count ?? 0;
    return curvesOf(genealogy, {
      group: genealogy.groups.length === 1 ? 0 : this.group,
      labels: groups.map((_, g) => groupLabel(this.run, g)),
      rewards: this.rewards,
      counted: countedRewards(this.run),
      threshold: resampling === "adaptive" ? essThreshold * count : undefined,
      isConditional: pass?.kind === "refinement",
    });
  }

  protected override render(): unknown {
    const { scored } = this.run.genealogy;
    if (scored.length === 0) return nothing;
    const shown = this.#curves.filter(({ key }) => this.chosen.has(key));
    const at = this.read ?? this.at;
    return html`<section aria-label="Curves">
      <div class="heading">
        <h2>Curves</h2>
        <span class="quiet">step <b>${scored[at]?.step}</b></span>
        ${this.#tools()}
      </div>
      ${this.#legend()} ${this.asTable ? this.#table() : shown.length === 0 ? nothing : this.#stage(shown, at)}
    </section>`;
  }

  #table(): TemplateResult {
    return html`<fk-curves-table
      .curves=${this.#curves}
      .genealogy=${this.run.genealogy}
      .at=${this.at}
    ></fk-curves-table>`;
  }

  #stage(shown: readonly Curve[], at: number): TemplateResult {
    const { scored, steps } = this.run.genealogy;
    return html`<div
        class="stage"
        role="application"
        tabindex="0"
        aria-roledescription="curves"
        aria-label="Curves of ${shown.map(curveName).join(", ")} over ${plural(scored.length, "scored step")}. Arrow keys read a step, Enter shows it, plus and minus zoom, Escape shows all steps."
        @keydown=${(event: KeyboardEvent) => this.#key(event)}
        @blur=${() => (this.read = undefined)}
      >
        ${shown.map((curve, i) => this.#plot(curve, at, i === shown.length - 1, this.range ?? allSteps(steps)))}
      </div>
      <div class="hidden-text" aria-live="polite">${this.read === undefined ? "" : this.#spoken(shown, at)}</div>`;
  }

  #plot(curve: Curve, at: number, isLast: boolean, range: StepRange): TemplateResult {
    return html`<figure>
      <figcaption title=${curve.title}>
        <span class="name">${curveName(curve)}</span>
        <span class="numbers">${curve.lines.map((line) => this.#number(curve, line, at))}</span>
      </figcaption>
      <fk-curve
        .curve=${curve}
        .genealogy=${this.run.genealogy}
        .range=${range}
        .at=${this.at}
        .read=${this.read}
        .look=${this.look}
        ?last=${isLast}
      ></fk-curve>
    </figure>`;
  }

  /** A mark where there are several lines, then the number. */
  #number(curve: Curve, line: CurveLine, at: number): unknown {
    const isOne = curve.lines.length === 1;
    const name = isOne || this.#isByGroup(curve) ? "" : line.name;
    const swatch =
      isOne || curve.isBand === true
        ? nothing
        : html`<i class="mark ${hues[line.hue % hues.length]} ${line.isDashed === true ? "dashed" : ""}"></i>`;
    const rest = isOne && curve.key === "ess" ? this.#ofAll(at) : "";
    return html`<span title=${line.name}>${swatch}${name} <b>${curveNumber(curve, line.values[at])}</b>${rest}</span>`;
  }

  #ofAll(at: number): string {
    const g = this.run.genealogy.groups.length === 1 ? 0 : this.group;
    const resampled = g !== undefined && this.run.genealogy.scored[at]?.groups[g]?.resampled === true;
    return ` of ${this.run.genealogy.groups[g ?? 0]?.count}${resampled ? ", resampled" : ""}`;
  }

  #isByGroup({ isBand }: Curve): boolean {
    return isBand !== true && this.run.genealogy.groups.length > 1 && this.group === undefined;
  }

  #spoken(shown: readonly Curve[], at: number): string {
    const told = shown.map((curve) => {
      const numbers = curve.lines.map(
        (line) => `${curve.lines.length === 1 ? "" : `${line.name} `}${curveNumber(curve, line.values[at])}`,
      );
      return `${curveName(curve)} ${numbers.join(", ")}${curve.key === "ess" && curve.lines.length === 1 ? this.#ofAll(at) : ""}`;
    });
    return `Step ${this.run.genealogy.scored[at]?.step}: ${told.join("; ")}`;
  }

  #tools(): TemplateResult {
    const { groups } = this.run.genealogy;
    return html`<span class="tools" role="group" aria-label="Which curves are shown">
      ${
        this.range === undefined
          ? nothing
          : html`<button class="action text" title="Show all steps (Escape)" @click=${() => this.#showAll()}>
              steps ${Math.ceil(this.range.from)}–${Math.floor(this.range.to)} ✕
            </button>`
      }
      ${
        groups.length < 2
          ? nothing
          : html`<select
              aria-label="Whose curves are shown"
              @change=${(event: Event) => {
                const { value } = event.target as HTMLSelectElement;
                this.group = value === "" ? undefined : Number(value);
              }}
            >
              <option value="" ?selected=${this.group === undefined}>all ${groups.length}</option>
              ${groups.map((_, g) => html`<option value=${g} ?selected=${this.group === g}>${groupLabel(this.run, g)}</option>`)}
            </select>`
      }
      ${this.#curves.map(
        ({ key, label, title }) =>
          html`<button
            class="action text curve"
            title=${title}
            aria-pressed=${this.chosen.has(key)}
            @click=${() => this.#toggle(key)}
          >
            ${label}
          </button>`,
      )}
      <button
        class="action text"
        aria-pressed=${this.asTable}
        title="The curves as a table"
        @click=${() => (this.asTable = !this.asTable)}
      >
        table
      </button>
    </span>`;
  }

  /** Which line is whose. */
  #legend(): unknown {
    const { groups } = this.run.genealogy;
    if (groups.length < 2 || this.group !== undefined || this.asTable) return nothing;
    if (groups.length > mostLines)
      return html`<p class="legend quiet">
        The middle of ${groups.length}, on the ground from the lowest to the highest.
      </p>`;
    const labels = groups.map((_, g) => groupLabel(this.run, g));
    return html`<p class="legend quiet">
      ${labels.map((label, g) => html`<span><i class="mark ${hues[g % hues.length]} ${g % 2 === 1 ? "dashed" : ""}"></i>${label}</span>`)}
    </p>`;
  }

  /** One is always shown. */
  #toggle(key: string): void {
    const next = new Set(this.chosen);
    if (!next.delete(key)) next.add(key);
    if (this.#curves.some((curve) => next.has(curve.key))) this.chosen = next;
  }

  /** The button that does it goes with that. */
  #showAll(): void {
    this.#zoom(undefined);
    const stage = this.renderRoot.querySelector<HTMLElement>(".stage");
    (stage ?? this.renderRoot.querySelector<HTMLElement>(".tools .curve"))?.focus();
  }

  #zoom(range: StepRange | undefined): void {
    emit(this, "fk-zoom", { range });
  }

  #key(event: KeyboardEvent): void {
    const { scored, steps } = this.run.genealogy;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = scored.length - 1;
    const now = this.read ?? this.at;
    const goes = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: last }[event.key];
    const about = scored[now]?.step ?? 0;
    if (goes !== undefined) this.read = Math.min(last, Math.max(0, goes));
    else if (event.key === "Enter" || event.key === " ") emit(this, "fk-scrub", { at: now });
    else if (event.key === "+" || event.key === "=") this.#zoom(zoomed(this.range, 2, about, steps));
    else if (event.key === "-") this.#zoom(zoomed(this.range, 0.5, about, steps));
    else if ((event.key === "Escape" || event.key === "0") && this.range !== undefined) this.#zoom(undefined);
    else if (event.key === "Escape" && this.read !== undefined) this.read = undefined;
    else return;
    event.preventDefault();
  }
}

/** Undefined where the value is their sum, of one draw; where one is alone; and where what they are standardised by is not known yet. */
function countedRewards({ specification, scales }: RunView): CountedReward[] | undefined {
  const { rewards, draws = defaultSpecification.draws, standardise = defaultSpecification.standardise } = specification;
  if (draws === 1 || rewards.length < 2 || (standardise > 0 && scales === undefined)) return undefined;
  return rewards.map(({ weight = 1 }, k) => ({ weight, mean: 0, scale: 1, ...scales?.[k] }));
}

/** An update between two scored steps changes no curve, but for what the rewards are standardised by. */
function hasSameSteps(before: RunView, { id, pass, genealogy, scales }: RunView): boolean {
  if ((before.scales === undefined) !== (scales === undefined)) return false;
  const { scored } = before.genealogy;
  if (before.id !== id || before.pass?.number !== pass?.number || scored.length !== genealogy.scored.length)
    return false;
  return scored.every((step, j) => step === genealogy.scored[j]);
}
