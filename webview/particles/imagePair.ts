/** Two images one over the other, with a line between them that can be moved. Knows two particles; the grid knows which. */
import { LitElement, type PropertyValues, type TemplateResult, html } from "lit";
import type { ImageParticle } from "../../src/protocol/run.ts";
import { emit } from "../host/events.ts";
import { formatNumber, formatWeight } from "../format.ts";
import { icon } from "../controls/icons.ts";
import { imagePairStyles } from "./imagePairStyles.ts";
import { isSmall, pngAddress } from "./particleImage.ts";
import { share } from "../run/share.ts";
import { actionStyles, baseStyles } from "../theme.ts";

export interface ComparedImage {
  readonly particle: ImageParticle;
  /** Of all particles with this image. */
  readonly weight: number;
}

export class ImagePair extends LitElement {
  static override properties = {
    left: { attribute: false },
    right: { attribute: false },
    at: { state: true },
  };
  static override styles = [baseStyles, actionStyles, imagePairStyles];
  declare left: ComparedImage;
  declare right: ComparedImage;
  /** Where the line is, in 0 … 1 from the left. */
  declare at: number;

  constructor() {
    super();
    this.at = 0.5;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = [changed.get("left") ?? this.left, changed.get("right") ?? this.right];
    const now = [this.left, this.right];
    if (now.some(({ particle }, place) => particle.index !== before[place]?.particle.index)) this.at = 0.5;
  }

  protected override render(): TemplateResult {
    const { at } = this;
    const [left, right] = [this.left.particle, this.right.particle];
    return html`<div class="heading">
        <h2>Side by side</h2>
        <button class="action" title="Close (Escape)" aria-label="Close the comparison" @click=${() => this.#close()}>
          ${icon("close")}
        </button>
      </div>
      <div class="stage" ${share(at)} @keydown=${(event: KeyboardEvent) => this.#key(event)}>
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
      </div>
      <div class="captions">${caption(this.left)} ${caption(this.right)}</div>`;
  }

  override focus(): void {
    this.renderRoot.querySelector("input")?.focus();
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.#close();
  }

  #close(): void {
    emit(this, "fk-unpair", undefined);
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

function caption({ particle: { index, reward }, weight }: ComparedImage): TemplateResult {
  return html`<span title="Particle ${index}: reward and weight"
    >#${index} <b>${formatNumber(reward)}</b> <span class="quiet">${formatWeight(weight)}</span></span
  >`;
}
