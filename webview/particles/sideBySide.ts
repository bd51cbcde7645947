/** Pinned particles beside each other, of one run or of several: what differs in them and in their settings, and what each reward says of them. Knows particles; asks for nothing itself. */
import { LitElement, type PropertyValues, type TemplateResult, html, nothing } from "lit";
import { isImageParticle, isTextParticle, type ParticleView } from "../../src/protocol/particle.ts";
import { lastCommonAncestor, type Genealogy } from "../../src/steering/genealogy.ts";
import { icon } from "../controls/icons.ts";
import { formatNumber, formatWeight } from "../../src/protocol/numberWords.ts";
import { ask, emit } from "../host/events.ts";
import { actionStyles, baseStyles } from "../theme.ts";
import type { Compared } from "./comparedParticles.ts";
import { linkedImages, type ImageMode, type NamedImage } from "../pictures/linkedImages.ts";
import { settingDifferences } from "./settingDifferences.ts";
import { sideBySideStyles } from "./sideBySideStyles.ts";
import { textDifferences, tokensOf, type CutText, type DifferencePiece } from "./textDifferences.ts";
import { hasPicture } from "../pictures/particleImage.ts";
import { home, type Zoom } from "../pictures/zoom.ts";
import { isReport } from "../host/place.ts";

const modes = {
  beside: "Beside each other; scroll to zoom, drag to move",
  slider: "One over the other, with a line to drag",
  blink: "One after the other",
  difference: "Where they differ, pixel by pixel",
} as const;

const ofTwo: readonly ImageMode[] = ["slider", "difference"];

export class SideBySide extends LitElement {
  static override properties = {
    compared: { attribute: false },
    ends: { attribute: false },
    genealogy: { attribute: false },
    mode: { state: true },
    zoom: { state: true },
    front: { state: true },
  };
  static override styles = [baseStyles, actionStyles, sideBySideStyles];
  declare compared: readonly Compared[];
  /** Where the tokens of each text end in what was written; undefined where that is not known. */
  declare ends: readonly (readonly number[] | undefined)[];
  /** The genealogy of the run that the page shows. */
  declare genealogy: Genealogy;
  declare mode: ImageMode;
  declare zoom: Zoom;
  /** Which image blinks now. */
  declare front: number;
  #blinking: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.ends = [];
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
    const texts = this.compared.filter(({ particle }) => isTextParticle(particle));
    const images = this.compared.flatMap(({ particle, name }): NamedImage[] =>
      isImageParticle(particle) ? [{ image: particle, name }] : [],
    );
    const isAlone = this.compared.length === 1;
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
        <span class="quiet kinship" role="status"
          >${isAlone ? "Pin another particle, of this run or of another one, to see both." : this.#kinship()}</span
        >
        ${images.length > 1 ? this.#modes(images) : nothing}
        ${
          texts.length === 2 && !isReport()
            ? html`<button class="action text" @click=${() => this.#diff(texts)}>
                ${icon("compare")}Open in diff editor
              </button>`
            : nothing
        }
        ${
          isReport()
            ? nothing
            : html`<button
                class="action text"
                title="Pin the best particle of another run beside these: its unsteered twin, say"
                @click=${() => ask(this, "pinOther", undefined)}
              >
                ${icon("add")}Another run…
              </button>`
        }
        <button class="action" title="Close (Escape)" aria-label="Close the comparison" @click=${() => this.#close()}>
          ${icon("close")}
        </button>
      </div>
      ${images.length > 0 ? this.#images(images) : nothing} ${texts.length > 0 ? this.#texts(texts) : nothing}
      ${isAlone ? nothing : this.#figures()}
    </section>`;
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("input, .action")?.focus();
  }

  #modes(images: readonly NamedImage[]): TemplateResult {
    const offered = (Object.keys(modes) as ImageMode[]).filter((mode) => fits(mode, images));
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

  #images(images: readonly NamedImage[]): TemplateResult {
    const [left, right] = images;
    const mode = fits(this.mode, images) ? this.mode : "beside";
    if (mode === "slider") return html`<fk-slider .left=${left} .right=${right}></fk-slider>`;
    if (mode === "difference") return html`<fk-difference .left=${left} .right=${right}></fk-difference>`;
    const front = mode === "blink" ? this.front % images.length : undefined;
    return linkedImages(images, { front, zoom: this.zoom, onZoom: (zoom) => (this.zoom = zoom) });
  }

  #texts(texts: readonly Compared[]): TemplateResult {
    const cut = texts.map((one): CutText => {
      const { particle, specification } = one;
      if (!isTextParticle(particle)) return { text: "", tokens: undefined };
      const ends = this.ends[this.compared.indexOf(one)];
      return { text: particle.text, tokens: ends && tokensOf(particle, specification.suffix ?? "", ends) };
    });
    const [first = { text: "", tokens: undefined }, ...others] = cut;
    const compared = others.map((other) => textDifferences(first, other));
    const columns = [compared[0]?.left ?? textDifferences(first, first).left, ...compared.map(({ right }) => right)];
    return html`<div class="columns">
      ${columns.map(
        (pieces, i) =>
          html`<div class="column">
            <span class="quiet">${texts[i]?.name}</span>
            <p dir="auto">${pieces.map(piece)}</p>
          </div>`,
      )}
    </div>`;
  }

  /** Figures first, then what differs in the settings. */
  #figures(): TemplateResult {
    const { compared } = this;
    const figure = (name: string, of: (particle: ParticleView) => string): Row => [
      name,
      compared.map(({ particle }) => of(particle)),
    ];
    const parts = [...new Set(compared.flatMap(({ rewards }) => (rewards.length < 2 ? [] : rewards)))];
    const rows: readonly Row[] = [
      figure("reward", ({ reward }) => formatNumber(reward)),
      ...parts.map((name): Row => [name, compared.map((one) => partOf(one, name))]),
      figure("weight", ({ weight }) => formatWeight(weight)),
      figure("from", ({ ancestor }) => `#${ancestor}`),
      ...settingDifferences(compared.map(({ specification }) => specification)).map(({ label, values }): Row => [
        label,
        values,
      ]),
    ];
    return html`<div class="figures" tabindex="0" role="region" aria-label="Figures of the compared particles">
      <table>
        <thead>
          <tr>
            <td></td>
            ${compared.map(({ name }) => html`<th scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ([name, values]) =>
              html`<tr>
                <th scope="row">${name}</th>
                ${values.map((value) => html`<td>${value}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  /** Where the lines of the first two part. */
  #kinship(): string {
    const [left, right] = this.compared;
    if (left === undefined || right === undefined) return "";
    if (left.place.run !== right.place.run) return "Of two runs: no ancestor in common.";
    if (!left.isOwn) return "";
    const { scored } = this.genealogy;
    const at =
      left.place.step === undefined ? scored.length - 1 : scored.findIndex(({ step }) => step === left.place.step);
    if (at < 0) return "";
    const common = lastCommonAncestor(this.genealogy, at, left.particle.index, right.particle.index);
    const names = `#${left.particle.index} and #${right.particle.index}`;
    return common === undefined
      ? `${names} have no ancestor in common`
      : `${names} both descend from #${common.particle} at step ${scored[common.at]?.step}`;
  }

  #diff([left, right]: readonly Compared[]): void {
    if (left !== undefined && right !== undefined) ask(this, "diff", { left: left.place, right: right.place });
  }

  #close(): void {
    emit(this, "fk-unpin", undefined);
  }
}

/** A slider and a difference are of two pictures that are both there. */
function fits(mode: ImageMode, images: readonly NamedImage[]): boolean {
  return !ofTwo.includes(mode) || (images.length === 2 && images.every(({ image }) => hasPicture(image)));
}

type Row = readonly [name: string, values: readonly string[]];

function partOf({ rewards, particle }: Compared, name: string): string {
  const part = particle.parts[rewards.indexOf(name)];
  return part === undefined ? "–" : formatNumber(part);
}

/** Seen without colour, too: what only this text has is underlined. */
function piece({ text, isOwn }: DifferencePiece): unknown {
  return isOwn ? html`<mark>${text}</mark>` : text;
}
