/** Two to four pinned particles beside each other: what differs in them, and what each reward says of them. Knows particles; asks for nothing itself. */
import { LitElement, type PropertyValues, type TemplateResult, html, nothing } from "lit";
import type { ImageParticle, ParticleView, TextParticle } from "../../src/protocol/run.ts";
import { icon } from "../controls/icons.ts";
import { formatNumber, formatWeight } from "../format.ts";
import { ask, emit } from "../host/events.ts";
import { actionStyles, baseStyles } from "../theme.ts";
import { linkedImages, type ImageMode } from "./linkedImages.ts";
import { sideBySideStyles } from "./sideBySideStyles.ts";
import { textDifferences, type DifferencePiece } from "./textDifferences.ts";
import { home, type Zoom } from "./zoom.ts";

const modes = {
  beside: "Beside each other; scroll to zoom, drag to move",
  slider: "One over the other, with a line to drag",
  blink: "One after the other",
} as const;

export class SideBySide extends LitElement {
  static override properties = {
    particles: { attribute: false },
    rewards: { attribute: false },
    kinship: {},
    mode: { state: true },
    zoom: { state: true },
    front: { state: true },
  };
  static override styles = [baseStyles, actionStyles, sideBySideStyles];
  declare particles: readonly ParticleView[];
  /** Names, in order. */
  declare rewards: readonly string[];
  /** Where the lines of the first two part, in words. */
  declare kinship: string;
  declare mode: ImageMode;
  declare zoom: Zoom;
  /** Which image blinks now. */
  declare front: number;
  #blinking: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.kinship = "";
    this.mode = "beside";
    this.zoom = home;
    this.front = 0;
  }

  override disconnectedCallback(): void {
    clearInterval(this.#blinking);
    super.disconnectedCallback();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has("mode")) return;
    clearInterval(this.#blinking);
    if (this.mode === "blink") this.#blinking = setInterval(() => (this.front += 1), 700);
  }

  protected override render(): TemplateResult {
    const texts = this.particles.filter((one) => one.modality === "text");
    const images = this.particles.filter((one) => one.modality === "image");
    return html`<section
      aria-label="Side by side"
      @keydown=${(event: KeyboardEvent) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        this.#close();
      }}
    >
      <div class="heading">
        <h2>Side by side</h2>
        <span class="quiet kinship">${this.kinship}</span>
        ${images.length > 1 ? this.#modes(images.length) : nothing}
        ${
          texts.length === 2
            ? html`<button class="action text" @click=${() => this.#diff(texts)}>
                ${icon("compare")}Open in diff editor
              </button>`
            : nothing
        }
        <button class="action" title="Close (Escape)" aria-label="Close the comparison" @click=${() => this.#close()}>
          ${icon("close")}
        </button>
      </div>
      ${images.length > 1 ? this.#images(images) : this.#texts(texts)} ${this.#figures()}
    </section>`;
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("input, .action")?.focus();
  }

  #modes(count: number): TemplateResult {
    const offered = (Object.keys(modes) as ImageMode[]).filter((mode) => mode !== "slider" || count === 2);
    return html`<span class="modes" role="group" aria-label="How the images are compared">
      ${offered.map(
        (mode) =>
          html`<button
            class="action text"
            title=${modes[mode]}
            aria-pressed=${this.mode === mode}
            @click=${() => (this.mode = mode)}
          >
            ${mode}
          </button>`,
      )}
    </span>`;
  }

  #images(images: readonly ImageParticle[]): TemplateResult {
    const [left, right] = images;
    if (this.mode === "slider" && images.length === 2)
      return html`<fk-slider .left=${left} .right=${right}></fk-slider>`;
    const front = this.mode === "blink" ? this.front % images.length : undefined;
    return linkedImages(images, { front, zoom: this.zoom, onZoom: (zoom) => (this.zoom = zoom) });
  }

  #texts(texts: readonly TextParticle[]): TemplateResult {
    const [first, ...others] = texts;
    if (first === undefined) return html``;
    const compared = others.map((other) => textDifferences(first.text, other.text));
    const columns = [compared[0]?.left ?? [], ...compared.map(({ right }) => right)];
    return html`<div class="columns">
      ${columns.map(
        (pieces, i) =>
          html`<div class="column">
            <span class="quiet">#${texts[i]?.index}</span>
            <p>${pieces.map(piece)}</p>
          </div>`,
      )}
    </div>`;
  }

  #figures(): TemplateResult {
    const rows: readonly (readonly [name: string, of: (particle: ParticleView) => string])[] = [
      ["reward", ({ reward }) => formatNumber(reward)],
      ...(this.rewards.length < 2
        ? []
        : this.rewards.map((name, i) => [name, ({ parts }: ParticleView) => formatNumber(parts[i] ?? NaN)] as const)),
      ["weight", ({ weight }) => formatWeight(weight)],
      ["from", ({ ancestor }) => `#${ancestor}`],
    ];
    return html`<table>
      <thead>
        <tr>
          <td></td>
          ${this.particles.map(({ index }) => html`<th scope="col">#${index}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([name, of]) =>
            html`<tr>
              <th scope="row">${name}</th>
              ${this.particles.map((particle) => html`<td>${of(particle)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  #diff([left, right]: readonly TextParticle[]): void {
    if (left !== undefined && right !== undefined) ask(this, "diff", { left: left.index, right: right.index });
  }

  #close(): void {
    emit(this, "fk-unpin", undefined);
  }
}

/** Seen without colour, too: what only this text has is underlined. */
function piece({ text, isOwn }: DifferencePiece): unknown {
  return isOwn ? html`<mark>${text}</mark>` : text;
}
