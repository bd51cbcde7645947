/** A particle's picture in a card: another one comes through the one that was. Knows an image; at once where people asked for less motion. */
import { LitElement, type PropertyValues, type TemplateResult, css, html, nothing } from "lit";
import type { ImageParticle } from "../../src/protocol/particle.ts";
import { motionAllowed } from "../particles/moveCards.ts";
import { particleImage, pngAddress } from "./particleImage.ts";

const duration = 160;
/** Milliseconds between two pictures that the eye can follow. */
const shortest = 250;

export class FadingPicture extends LitElement {
  static override properties = { image: { attribute: false }, going: { state: true }, broken: { state: true } };
  static override styles = css`
    :host {
      position: relative;
      display: block;
      margin: 6px 0;
    }
    img {
      display: block;
      width: 100%;
      height: auto;
      border-radius: 2px;
    }
    .going {
      position: absolute;
      inset: 0;
      height: 100%;
    }
  `;
  declare image: ImageParticle;
  /** The picture that goes, over the one that comes. */
  declare going: string | undefined;
  /** The bytes of a picture that is none. */
  declare broken: string | undefined;
  #changed = Number.NEGATIVE_INFINITY;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { png } = changed.get("image") ?? this.image;
    if (png === this.image.png) return;
    // Steps that follow each other at once are not faded: the eye would see none of them.
    const isAlone = performance.now() - this.#changed > shortest;
    this.#changed = performance.now();
    this.going = isAlone && png !== "" && motionAllowed() ? png : undefined;
  }

  protected override render(): TemplateResult {
    const { image } = this;
    const shown = this.broken === image.png ? { ...image, png: "" } : image;
    return html`<div @error=${{ handleEvent: () => (this.broken = image.png), capture: true }}>
        ${particleImage(shown)}
      </div>
      ${
        this.going === undefined
          ? nothing
          : html`<img class="going" src=${pngAddress(this.going)} alt="" aria-hidden="true" />`
      }`;
  }

  protected override updated(): void {
    const above = this.renderRoot.querySelector(".going");
    if (above === null || above.getAnimations().length > 0) return;
    const fade = above.animate([{ opacity: 1 }, { opacity: 0 }], { duration, easing: "linear", fill: "forwards" });
    fade.onfinish = () => (this.going = undefined);
  }
}
