/** The curves of a run as a table, a row a scored step: what the drawings say, for those who do not see them. Knows curves. */
import { LitElement, type TemplateResult, css, html, nothing } from "lit";
import type { Genealogy } from "../../src/steering/genealogy.ts";
import { emit } from "../host/events.ts";
import { tableStyles } from "../inspector/tableStyles.ts";
import { actionStyles, baseStyles } from "../theme.ts";
import type { Curve } from "./curveData.ts";
import { curveName, curveNumber } from "./curveNumbers.ts";

export class CurvesTable extends LitElement {
  static override properties = { curves: { attribute: false }, genealogy: { attribute: false }, at: { type: Number } };
  static override styles = [
    baseStyles,
    actionStyles,
    tableStyles,
    css`
      .action.text {
        color: var(--vscode-textLink-foreground);
      }
      .line {
        max-width: 18ch;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];
  declare curves: readonly Curve[];
  declare genealogy: Genealogy;
  /** Index of the scored step that the page shows. */
  declare at: number;

  protected override render(): TemplateResult {
    const { curves, genealogy } = this;
    const hasMarks = curves.some(({ resampled }) => resampled !== undefined);
    const columns = curves.flatMap((curve) => curve.lines.map((line) => ({ curve, line })));
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Curves as a table">
      <table>
        <thead>
          <tr>
            <th scope="col">step</th>
            ${hasMarks ? html`<th scope="col">resampled</th>` : nothing}
            ${columns.map(({ curve, line }) => {
              const name = curve.lines.length === 1 ? curveName(curve) : `${curveName(curve)}, ${line.name}`;
              return html`<th scope="col" class="line" title=${name}>${name}</th>`;
            })}
          </tr>
        </thead>
        <tbody>
          ${genealogy.scored.map(
            ({ step }, at) =>
              html`<tr aria-current=${at === this.at}>
                <th scope="row">
                  <button class="action text" title="Show step ${step}" @click=${() => emit(this, "fk-scrub", { at })}>
                    ${step}
                  </button>
                </th>
                ${hasMarks ? html`<td>${curves.some(({ resampled }) => resampled?.includes(step)) ? "yes" : "–"}</td>` : nothing}
                ${columns.map(({ curve, line }) => html`<td>${curveNumber(curve, line.values[at])}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}
