/** What a run was and how it went: its settings, diagnostics, device, times. Knows a run; asks for nothing. */
import { LitElement, type TemplateResult, css, html, nothing } from "lit";
import type { RunView } from "../../src/protocol/panel.ts";
import { Fold } from "../controls/fold.ts";
import { numberedNames, sourceName } from "../../src/protocol/rewardWords.ts";
import { runRows } from "./runRows.ts";
import { baseStyles, foldStyles } from "../theme.ts";

export class RunDetails extends LitElement {
  static override properties = { run: { attribute: false } };
  declare run: RunView;
  readonly #fold = new Fold(this);

  protected override render(): TemplateResult {
    return this.#fold.draw(
      "Run details",
      () =>
        html`<dl>
            ${runRows(this.run).map(
              ({ name, value, title }) =>
                html`<dt title=${title ?? nothing}>${name}</dt>
                  <dd title=${title ?? nothing}>${value}</dd>`,
            )}
          </dl>
          ${timeBar(this.run)}`,
    );
  }

  static override styles = [
    baseStyles,
    foldStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: max-content 1fr;
        gap: 1px 12px;
        margin: 0 0 4px 14px;
        font-size: 12px;
        user-select: text;
      }
      dt {
        color: var(--vscode-descriptionForeground);
      }
      dd {
        margin: 0;
        min-width: 0;
        overflow-wrap: anywhere;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];
}

function timeBar({ seconds, specification }: RunView): unknown {
  if (seconds === undefined) return nothing;
  const rewards = numberedNames(specification.rewards.map(({ source }) => sourceName(source)));
  return html`<fk-time .seconds=${seconds} .rewards=${rewards}></fk-time>`;
}
