/** Where a run's time went: a bar with its legend. Knows times and names; asks for nothing. */
import { LitElement, type TemplateResult, css, html, nothing } from "lit";
import type { RunSeconds } from "../../src/protocol/run.ts";
import { formatSeconds } from "../../src/protocol/timeWords.ts";
import { share } from "./share.ts";
import { baseStyles } from "../theme.ts";
import { type TimeShare, timeShares } from "./timeShares.ts";

export class TimeBar extends LitElement {
  static override properties = { seconds: { attribute: false }, rewards: { attribute: false } };
  declare seconds: RunSeconds;
  /** Names of the run's rewards, in their order. */
  declare rewards: readonly string[];

  protected override render(): TemplateResult {
    const parts = timeShares(this.seconds, this.rewards);
    return html`<div class="bar" aria-hidden="true">
        ${parts.map((part) => html`<span class=${part.kind} ${share(part.share)}></span>`)}
      </div>
      <ul aria-label="Where the time went">
        ${parts.map((part) => legend(part))}
      </ul>`;
  }

  static override styles = [
    baseStyles,
    css`
      :host {
        display: block;
        max-width: 520px;
        margin: 4px 0 6px 14px;
      }
      .bar {
        display: flex;
        gap: 1px;
        height: 8px;
        border-radius: 2px;
        overflow: hidden;
      }
      .bar span {
        flex: var(--share) 0 1px;
        background: var(--mark);
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: 1px 14px;
        margin: 4px 0 0;
        padding: 0;
        font-size: 11px;
        line-height: 16px;
        list-style: none;
        font-variant-numeric: tabular-nums;
      }
      i {
        display: inline-block;
        width: 8px;
        height: 8px;
        margin-right: 5px;
        border-radius: 2px;
        background: var(--mark);
      }
      .denoiser {
        --mark: var(--vscode-charts-blue, var(--vscode-foreground));
      }
      .reward {
        --mark: var(--vscode-charts-green, var(--vscode-foreground));
      }
      .reward + .reward {
        --mark: var(--vscode-charts-yellow, var(--vscode-foreground));
      }
      .reward + .reward + .reward {
        --mark: var(--vscode-charts-red, var(--vscode-foreground));
      }
      .decode {
        --mark: var(--vscode-charts-purple, var(--vscode-foreground));
      }
      .loading {
        --mark: var(--vscode-charts-orange, var(--vscode-foreground));
      }
      .rest {
        --mark: var(--vscode-descriptionForeground);
      }
      @media (forced-colors: active) {
        .bar span,
        i {
          forced-color-adjust: none;
        }
      }
    `,
  ];
}

function legend({ kind, name, seconds, share: part }: TimeShare): TemplateResult {
  const percent = part >= 0.005 ? `${Math.round(100 * part)} %` : "< 1 %";
  return html`<li class=${kind} title=${titles[kind] ?? nothing}>
    <i></i>${name} ${formatSeconds(seconds)} (${percent})
  </li>`;
}

const titles: Readonly<Record<TimeShare["kind"], string>> = {
  loading: "Starting the rewards' processes, reading the model",
  denoiser: "Forward passes of the model",
  decode: "Drawing what each particle is heading for, and turning tokens into text",
  reward: "Scoring, with the way to the reward's process and back",
  rest: "Weighing, resampling, the run file, what the panel is told",
};
