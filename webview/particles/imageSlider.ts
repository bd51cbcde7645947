/** Two images one over the other, with a line between them that can be moved. Knows two particles; side by side knows which. */
import { LitElement, type PropertyValues, type TemplateResult, html } from "lit";
import type { ImageParticle } from "../../src/protocol/run.ts";
import { isSmall, pngAddress } from "./particleImage.ts";
import { imageSliderStyles } from "./imageSliderStyles.ts";
import { share } from "../run/share.ts";
import { baseStyles } from "../theme.ts";

export class ImageSlider extends LitElement {
  static override properties = {
    left: { attribute: false },
    right: { attribute: false },
    at: { state: true },
  };
  static override styles = [baseStyles, imageSliderStyles];
  declare left: ImageParticle;
  declare right: ImageParticle;
  /** Where the line is, in 0 … 1 from the left. */
  declare at: number;

  constructor() {
    super();
    this.at = 0.5;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = [changed.get("left") ?? this.left, changed.get("right") ?? this.right];
    const now = [this.left, this.right];
    if (now.some(({ index }, place) => index !== before[place]?.index)) this.at = 0.5;
  }

  protected override render(): TemplateResult {
    const { at, left, right } = this;
    return html`<div class="stage" ${share(at)}>
      ${layer(right, "under")} ${layer(left, "over")}
      <input
        type="range"
        min="0"
        max="1"
        step="0.01"
        .value=${String(at)}
        aria-label="How much of particle ${left.index} is shown over particle ${right.index}"
        aria-valuetext="${Math.round(at * 100)} % of particle ${left.index}"
        title="Drag, or use the arrow keys"
        @input=${(event: Event) => (this.at = Number((event.target as HTMLInputElement).value))}
      />
      <span class="line"></span>
    </div>`;
  }

  override focus(): void {
    this.renderRoot.querySelector("input")?.focus();
  }
}

function layer({ png, index, width, height }: ImageParticle, place: "under" | "over"): TemplateResult {
  return html`<img
    class="${place} ${isSmall(width, height) ? "small" : ""}"
    src=${pngAddress(png)}
    alt="Particle ${index}"
    width=${width}
    height=${height}
  />`;
}
