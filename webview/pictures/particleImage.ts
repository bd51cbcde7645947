/** A particle's image as a card shows it. */
import { type TemplateResult, html } from "lit";
import type { ImageParticle } from "../../src/protocol/particle.ts";

/** A side of so many pixels is shown larger than it is. */
const smallSide = 160;

/** Small images have few pixels: they are seen as they are. */
export function isSmall(width: number, height: number): boolean {
  return Math.max(width, height) <= smallSide;
}

/** A PNG file, base64, as an address. */
export function pngAddress(png: string): string {
  return `data:image/png;base64,${png}`;
}

/** A picture whose bytes cannot be read is said to be missing. */
export function particleImage({ png, width, height, index }: ImageParticle): TemplateResult {
  if (png === "") return html`<p class="quiet missing">The picture of #${index} is missing or damaged.</p>`;
  return html`<img
    class=${isSmall(width, height) ? "small" : ""}
    src=${pngAddress(png)}
    alt="What particle ${index} is heading for"
    title="${width} × ${height} pixels"
    width=${width}
    height=${height}
  />`;
}
