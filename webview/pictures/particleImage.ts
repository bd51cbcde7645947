/** A particle's image as a card shows it. */
import { type TemplateResult, html } from "lit";
import type { ImageParticle } from "../../src/protocol/particle.ts";

/** A side of so many pixels is shown larger than it is. */
const smallSide = 160;

/** Small images have few pixels: shown smoothly, until somebody looks at the pixels themselves. */
export function isSmall(width: number, height: number): boolean {
  return Math.max(width, height) <= smallSide;
}

/** A PNG file, base64, as an address. */
export function pngAddress(png: string): string {
  return `data:image/png;base64,${png}`;
}

/** Whether there is a picture to show: where its bytes cannot be read, there is none. */
export function hasPicture({ png }: ImageParticle): boolean {
  return png !== "";
}

export function missingPicture(name: string): TemplateResult {
  return html`<p class="quiet missing">The picture of ${name} is missing or damaged.</p>`;
}

export function particleImage(image: ImageParticle): TemplateResult {
  const { png, width, height, index } = image;
  if (!hasPicture(image)) return missingPicture(`#${index}`);
  return html`<img
    src=${pngAddress(png)}
    alt="What particle ${index} is heading for"
    title="${width} × ${height} pixels"
    width=${width}
    height=${height}
  />`;
}
