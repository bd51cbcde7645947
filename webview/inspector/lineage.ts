/** A run's genealogy as a drawing: hovering shows a particle's ancestors and descendants, a click goes there. Knows a genealogy; asks for nothing. */
import { LitElement, type PropertyValues, type TemplateResult, html } from "lit";
import { descendantsOf, pathOf, type Genealogy, type GenealogyPlace } from "../../src/steering/genealogy.ts";
import { voteOf, voteWords } from "../../src/protocol/votes.ts";
import { formatNumber, formatWeight, plural } from "../../src/protocol/numberWords.ts";
import { emit } from "../host/events.ts";
import { afterFirstView } from "../host/firstView.ts";
import { baseStyles } from "../theme.ts";
import { drawBase, drawBranches, drawLook, drawStep, type LineageInk } from "./drawLineage.ts";
import { themed, themeStyle } from "../hues.ts";
import { colourIndices, lineagePalette, type LineageColouring } from "./lineageColours.ts";
import { lineageHeight, lineageLayout, neighbour, placeAt, type LineageLayout } from "./lineageLayout.ts";
import type { StepRange } from "./stepRange.ts";
import { lineageStyles } from "./lineageStyles.ts";

export class Lineage extends LitElement {
  static override properties = {
    genealogy: { attribute: false },
    at: { type: Number },
    look: { attribute: false },
    range: { attribute: false },
    colouring: {},
    labels: { attribute: false },
    branches: { attribute: false },
    width: { state: true },
  };
  static override styles = [baseStyles, lineageStyles];
  declare genealogy: Genealogy;
  /** Index of the scored step that the page shows. */
  declare at: number;
  /** The place whose ancestors and descendants are shown, here and in every other view. */
  declare look: GenealogyPlace | undefined;
  /** The part of the steps that is drawn; undefined: all. */
  declare range: StepRange | undefined;
  declare colouring: LineageColouring;
  /** What each group is called. */
  declare labels: readonly string[];
  /** Where runs of their own begin. */
  declare branches: readonly GenealogyPlace[];
  /** Undefined before it is laid out. */
  declare width: number | undefined;
  #layout: LineageLayout | undefined;
  #ink: LineageInk | undefined;
  readonly #resizes = new ResizeObserver(([entry]) => {
    this.width = Math.max(160, Math.floor(entry?.contentRect.width ?? 0));
  });
  /** Colours are read from the theme when it is drawn: another theme draws anew. */
  readonly #themes = new MutationObserver(() => this.requestUpdate("genealogy"));

  constructor() {
    super();
    this.at = 0;
    this.colouring = "reward";
    this.labels = [];
    this.branches = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resizes.observe(this);
    this.#themes.observe(document.body, { attributes: true, attributeFilter: ["class"] });
  }

  override disconnectedCallback(): void {
    this.#resizes.disconnect();
    this.#themes.disconnect();
    super.disconnectedCallback();
  }

  /** Its place is there from the first, its lines once what stands around them has been seen. */
  protected override scheduleUpdate(): void | Promise<unknown> {
    return this.width === undefined ? super.scheduleUpdate() : afterFirstView(() => super.scheduleUpdate());
  }

  protected override render(): TemplateResult {
    return html`<div
        class="stage"
        role="application"
        tabindex="0"
        aria-roledescription="lineage"
        aria-label="Lineage of ${plural(this.#count, "particle")} over ${plural(this.genealogy.scored.length, "scored step")}. Arrow keys walk, Enter shows the step."
        @pointermove=${(event: PointerEvent) => this.#look(this.#placeOf(event))}
        @pointerleave=${() => this.#look(undefined)}
        @click=${(event: PointerEvent) => this.#visit(this.#placeOf(event))}
        @keydown=${(event: KeyboardEvent) => this.#key(event)}
        @blur=${() => this.#look(undefined)}
      >
        <canvas class="base"></canvas>
        <canvas class="over"></canvas>
      </div>
      <div class="readout quiet" aria-live="polite">${this.#readout()}</div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const height = lineageHeight(this.genealogy);
    // As high before it is drawn as then.
    if (changed.has("genealogy"))
      for (const canvas of this.renderRoot.querySelectorAll("canvas")) canvas.style.height = `${height}px`;
    // Its width comes after that.
    if (this.genealogy.scored.length === 0 || this.width === undefined) return;
    if (changed.has("genealogy") || changed.has("width") || changed.has("range") || changed.has("colouring")) {
      const style = themeStyle();
      this.#layout = lineageLayout(this.genealogy, { width: this.width, height }, this.range);
      this.#ink = {
        palette: lineagePalette(this.colouring, style),
        indices: colourIndices(this.genealogy, this.colouring),
        quiet: themed(style, "--vscode-descriptionForeground", "#888"),
        strong: themed(style, "--vscode-foreground", "#000"),
        labels: this.labels,
        font: `11px ${themed(style, "--vscode-font-family", "sans-serif")}`,
        band: themed(style, "--vscode-editor-inactiveSelectionBackground", "transparent"),
      };
      drawBase(this.#drawing(".base", this.width, height), this.#layout, this.#ink);
    }
    this.#drawOver(this.width, height);
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>(".stage")?.focus();
  }

  #drawOver(width: number, height: number): void {
    const [layout, ink] = [this.#layout, this.#ink];
    if (layout === undefined || ink === undefined) return;
    const drawing = this.#drawing(".over", width, height);
    drawStep(drawing, layout, this.at, height, themed(themeStyle(), "--vscode-focusBorder", ink.strong));
    drawBranches(drawing, layout, this.branches, ink);
    if (this.#isThere(this.look)) drawLook(drawing, this.genealogy, layout, this.look, ink);
  }

  /** Sharp on screens of any density. */
  #drawing(selector: string, width: number, height: number): CanvasRenderingContext2D {
    const canvas = this.renderRoot.querySelector<HTMLCanvasElement>(selector)!;
    const density = window.devicePixelRatio;
    const [wide, tall] = [Math.round(width * density), Math.round(height * density)];
    const drawing = canvas.getContext("2d")!;
    if (canvas.width !== wide || canvas.height !== tall) {
      canvas.width = wide;
      canvas.height = tall;
    }
    drawing.setTransform(density, 0, 0, density, 0, 0);
    drawing.clearRect(0, 0, width, height);
    return drawing;
  }

  #readout(): string {
    const place = this.look;
    if (!this.#isThere(place)) return "";
    const step = this.genealogy.scored[place.at]!;
    const descendants = descendantsOf(this.genealogy, place).at(-1)?.length ?? 0;
    const branches = this.branches.filter(({ at, particle }) => at === place.at && particle === place.particle).length;
    const root = pathOf(this.genealogy, place)[0];
    const value = formatNumber(step.values[place.particle]!);
    return [
      `#${place.particle} at step ${step.step}`,
      `value ${value}`,
      `weight ${formatWeight(step.weights[place.particle]!)}`,
      ...(step.votes === undefined ? [] : [voteWords(voteOf(step.votes[place.particle]!))]),
      `from #${root}`,
      descendants === 0 ? "died out" : `${plural(descendants, "descendant")} at the end`,
      ...(branches === 0 ? [] : [`${plural(branches, "branch", "branches")} from here`]),
    ].join(" · ");
  }

  get #count(): number {
    return this.genealogy.groups.reduce((sum, { count }) => sum + count, 0);
  }

  #isThere(place: GenealogyPlace | undefined): place is GenealogyPlace {
    return place !== undefined && place.at < this.genealogy.scored.length && place.particle < this.#count;
  }

  #placeOf(event: PointerEvent): GenealogyPlace | undefined {
    const { left, top } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return this.#layout === undefined ? undefined : placeAt(this.#layout, event.clientX - left, event.clientY - top);
  }

  #look(place: GenealogyPlace | undefined): void {
    if (place?.at === this.look?.at && place?.particle === this.look?.particle) return;
    emit(this, "fk-look", { place });
  }

  #visit(place: GenealogyPlace | undefined): void {
    if (place !== undefined) emit(this, "fk-visit", { place });
  }

  #key(event: KeyboardEvent): void {
    const from = this.#isThere(this.look) ? this.look : { at: this.at, particle: 0 };
    if (event.ctrlKey || event.metaKey || event.altKey || this.#layout === undefined) return;
    if (event.key === "Enter" || event.key === " ") this.#visit(from);
    else if (event.key === "Escape" && this.look !== undefined) this.#look(undefined);
    else {
      const to = neighbour(this.#layout, from, event.key);
      if (to === undefined) return;
      this.#look(this.look === undefined ? from : to);
    }
    event.preventDefault();
  }
}
