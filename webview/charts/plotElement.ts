/** What every plot follows: its own width, and the theme's colours. Draws nothing itself. */
import { LitElement, type PropertyDeclarations } from "lit";
import type uPlot from "uplot";
import { themeStyle } from "../hues.ts";
import { baseStyles } from "../theme.ts";
import { curveInk, type CurveInk } from "./curveInk.ts";
import { curvePlotStyles } from "./curvePlotStyles.ts";

/** Pixels. */
const narrowest = 120;

export class PlotElement extends LitElement {
  static override properties: PropertyDeclarations = { width: { state: true } };
  static override styles = [baseStyles, curvePlotStyles];
  /** Undefined before it is laid out. */
  declare width: number | undefined;
  /** Gone when the element is taken out of the page. */
  protected plot: uPlot | undefined;
  #ink: CurveInk | undefined;
  readonly #resizes = new ResizeObserver(([entry]) => {
    this.width = Math.max(narrowest, Math.floor(entry?.contentRect.width ?? 0));
  });
  /** Colours are read from the theme when it is drawn: another theme draws anew. */
  readonly #themes = new MutationObserver(() => {
    this.#ink = undefined;
    this.plot?.redraw(false);
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resizes.observe(this);
    this.#themes.observe(document.body, { attributes: true, attributeFilter: ["class"] });
    // After it was taken out its plot is gone.
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    this.#resizes.disconnect();
    this.#themes.disconnect();
    this.plot?.destroy();
    this.plot = undefined;
    super.disconnectedCallback();
  }

  protected get ink(): CurveInk {
    return (this.#ink ??= curveInk(themeStyle()));
  }
}
