/** Two images one over the other, with a line between them that can be moved. Knows two particles; side by side knows which. */
import { LitElement, type PropertyValues, type TemplateResult, html } from "lit";
import type { NamedImage } from "./linkedImages.ts";
import { pngAddress } from "./particleImage.ts";
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
  declare left: NamedImage;
  declare right: NamedImage;
  /** Where the line is, in 0 … 1 from the left. */
  declare at: number;

  constructor() {
    super();
    this.at = 0.5;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = [changed.get("left") ?? this.left, changed.get("right") ?? this.right];
    const now = [this.left, this.right];
    if (now.some(({ name }, place) => name !== before[place]?.name)) this.at = 0.5;
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
        aria-label="How much of particle ${left.name} is shown over particle ${right.name}"
        aria-valuetext="${Math.round(at * 100)} % of particle ${left.name}"
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

function layer({ image: { png, width, height }, name }: NamedImage, place: "under" | "over"): TemplateResult {
  return html`<img class=${place} src=${pngAddress(png)} alt="Particle ${name}" width=${width} height=${height} />`;
}
