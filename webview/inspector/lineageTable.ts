/** The shown step of a lineage as a table: what the drawing says, for those who do not see it. Knows a genealogy. */
import { LitElement, type TemplateResult, css, html, nothing } from "lit";
import {
  livesOf,
  offspringOf,
  pathOf,
  rootsOf,
  type Genealogy,
  type GenealogyPlace,
} from "../../src/steering/genealogy.ts";
import { voteOf, voteWords } from "../../src/protocol/votes.ts";
import { formatNumber, formatWeight } from "../../src/protocol/numberWords.ts";
import { emit } from "../host/events.ts";
import { actionStyles, baseStyles } from "../theme.ts";
import { tableStyles } from "./tableStyles.ts";

export class LineageTable extends LitElement {
  static override properties = { genealogy: { attribute: false }, at: { type: Number }, look: { attribute: false } };
  static override styles = [
    baseStyles,
    actionStyles,
    tableStyles,
    css`
      .action.text {
        color: var(--vscode-textLink-foreground);
      }
    `,
  ];
  declare genealogy: Genealogy;
  declare at: number;
  declare look: GenealogyPlace | undefined;

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>(".scroll")?.focus();
  }

  protected override render(): TemplateResult {
    const step = this.genealogy.scored[this.at]!;
    const [roots, lives, offspring] = [
      rootsOf(this.genealogy)[this.at]!,
      livesOf(this.genealogy)[this.at]!,
      offspringOf(step),
    ];
    const resampled = step.groups.some((group) => group.resampled);
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Lineage as a table">
      <table>
        <caption class="hidden-text">
          Particles at step ${step.step}${resampled ? ", resampled after it" : ""}
        </caption>
        <thead>
          <tr>
            <th scope="col">particle</th>
            <th scope="col">value</th>
            <th scope="col">weight</th>
            ${step.votes === undefined ? nothing : html`<th scope="col">vote</th>`}
            <th scope="col">parent</th>
            <th scope="col">of the start</th>
            <th scope="col">copies</th>
            <th scope="col">at the end</th>
          </tr>
        </thead>
        <tbody>
          ${Array.from(step.values, (value, n) => {
            const place = { at: this.at, particle: n };
            return html`<tr aria-current=${this.look?.particle === n && this.look.at === this.at}>
              <th scope="row">
                <button class="action text" title="Why #${n}" @click=${() => emit(this, "fk-visit", { place })}>
                  #${n}
                </button>
              </th>
              <td>${formatNumber(value)}</td>
              <td>${formatWeight(step.weights[n]!)}</td>
              ${step.votes === undefined ? nothing : html`<td>${voteWords(voteOf(step.votes[n]!))}</td>`}
              <td>${this.at === 0 ? "–" : `#${pathOf(this.genealogy, place).at(-2)}`}</td>
              <td>#${roots[n]}</td>
              <td>${resampled ? offspring[n] : "–"}</td>
              <td>${lives[n] === 1 ? "lives" : "died out"}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
  }
}
