/** A picture of where two images differ. Knows two images; asks for nothing. */
import { LitElement, type PropertyValues, type TemplateResult, css, html } from "lit";
import { baseStyles } from "../theme.ts";
import { differenceSentence, imageDifference } from "./imageDifference.ts";
import type { NamedImage } from "./linkedImages.ts";
import { isSmall, pngAddress } from "./particleImage.ts";

export class DifferencePicture extends LitElement {
  static override properties = { left: { attribute: false }, right: { attribute: false }, said: { state: true } };
  declare left: NamedImage;
  declare right: NamedImage;
  /** What is read of it. */
  declare said: string;

  constructor() {
    super();
    this.said = "";
  }

  protected override render(): TemplateResult {
    const { width, height } = this.left.image;
    return html`<canvas
        class=${isSmall(width, height) ? "small" : ""}
        role="img"
        aria-label="Where ${this.left.name} and ${this.right.name} differ"
      ></canvas>
      <p class="quiet" role="status">${this.said}</p>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("left") || changed.has("right")) void this.#draw(this.left, this.right);
  }

  async #draw(left: NamedImage, right: NamedImage): Promise<void> {
    let pictures: readonly HTMLImageElement[];
    try {
      pictures = await Promise.all([left, right].map(({ image }) => decoded(image.png)));
    } catch {
      this.said = "One of the pictures is missing or damaged.";
      return;
    }
    // Others may have been asked for meanwhile.
    if (this.left.image.png !== left.image.png || this.right.image.png !== right.image.png) return;
    const width = Math.max(...pictures.map(({ naturalWidth }) => naturalWidth));
    const height = Math.max(...pictures.map(({ naturalHeight }) => naturalHeight));
    const [first, second] = pictures.map((picture) => pixelsOf(picture, width, height));
    const difference = imageDifference(first!, second!);
    const canvas = this.renderRoot.querySelector("canvas")!;
    [canvas.width, canvas.height] = [width, height];
    canvas.getContext("2d")!.putImageData(new ImageData(difference.pixels, width, height), 0, 0);
    this.said = differenceSentence(difference);
  }

  static override styles = [
    baseStyles,
    css`
      :host {
        max-width: 320px;
        margin-top: 4px;
      }
      canvas {
        display: block;
        width: 100%;
        border-radius: 2px;
      }
      canvas.small {
        image-rendering: pixelated;
      }
      p {
        margin: 2px 0 0;
        font-size: 12px;
      }
    `,
  ];
}

async function decoded(png: string): Promise<HTMLImageElement> {
  const picture = new Image();
  picture.src = pngAddress(png);
  await picture.decode();
  return picture;
}

/** Drawn to one size: a thumbnail may stand beside a picture. */
function pixelsOf(picture: HTMLImageElement, width: number, height: number): Uint8ClampedArray {
  const canvas = new OffscreenCanvas(width, height);
  const drawing = canvas.getContext("2d", { willReadFrequently: true })!;
  drawing.drawImage(picture, 0, 0, width, height);
  return drawing.getImageData(0, 0, width, height).data;
}
