/** What every particle is heading for right now, small and side by side, while a run goes on. Knows pictures; no particle. */
import { LitElement, type TemplateResult, css, html, nothing } from "lit";
import { plural } from "../../src/protocol/numberWords.ts";
import { pngAddress } from "./particleImage.ts";
import { baseStyles } from "../theme.ts";

/** More would push the cards out of sight. */
const mostShown = 32;

export class PreviewStrip extends LitElement {
  static override properties = { previews: { attribute: false }, first: { type: Number }, step: { type: Number } };
  /** PNG files, base64. */
  declare previews: readonly string[];
  /** Index of the first one's particle. */
  declare first: number;
  declare step: number;

  protected override render(): TemplateResult {
    const { previews, first, step } = this;
    const rest = previews.length - mostShown;
    return html`<div class="heading">
        <h2>Now</h2>
        <span class="quiet" title="A quick look at where each particle is heading. The cards show what was scored last."
          >step ${step}</span
        >
      </div>
      <div
        class="strip"
        role="img"
        aria-label="Where ${plural(previews.length, "particle")} ${previews.length === 1 ? "is" : "are"} heading"
      >
        ${previews
          .slice(0, mostShown)
          .map(
            (png, index) => html`<img src=${pngAddress(png)} alt="" title="Particle ${first + index}, at a glance" />`,
          )}
        ${rest > 0 ? html`<span class="quiet">and ${rest} more</span>` : nothing}
      </div>`;
  }

  static override styles = [
    baseStyles,
    css`
      .heading {
        display: flex;
        align-items: baseline;
        gap: 8px;
      }
      .strip {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px;
        margin: 2px 0 12px;
      }
      img {
        width: 56px;
        height: auto;
        border-radius: 2px;
      }
    `,
  ];
}
