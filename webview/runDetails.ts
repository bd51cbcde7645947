/** What a run was: its settings, device, times. Knows a run; asks for nothing. */
import { LitElement, type TemplateResult, css, html } from "lit";
import type { RunView } from "../src/protocol/panel.ts";
import { toDraft } from "./formDraft.ts";
import { formatCount, formatNumber, formatSeconds } from "./format.ts";
import { icon } from "./icons.ts";
import { sourceName } from "./rewardOptions.ts";
import { baseStyles } from "./theme.ts";

export class RunDetails extends LitElement {
  static override properties = { run: { attribute: false } };
  declare run: RunView;

  protected override render(): TemplateResult {
    return html`<details>
      <summary>${icon("chevron")}Run details</summary>
      <dl>
        ${rows(this.run).map(
          ([name, value]) =>
            html`<dt>${name}</dt>
              <dd>${value}</dd>`,
        )}
      </dl>
    </details>`;
  }

  static override styles = [
    baseStyles,
    css`
      summary {
        display: flex;
        align-items: center;
        gap: 2px;
        width: max-content;
        margin-left: -3px;
        padding-right: 6px;
        border-radius: 3px;
        font-size: 12px;
        line-height: 22px;
        list-style: none;
        cursor: pointer;
      }
      details[open] .icon {
        transform: rotate(90deg);
      }
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

function rows(run: RunView): [name: string, value: string][] {
  const { seconds, device } = run;
  const spec = toDraft(run.specification);
  const rewards = spec.rewards.map((one) => `${one.weight} × ${sourceName(one.source)}`);
  const rule = spec.resampling === "adaptive" ? `adaptive below ${spec.essThreshold} N` : spec.resampling;
  return [
    ["Model", spec.model],
    ["Reward", rewards.join(" + ")],
    ["Steering", `λ ${spec.strength}, ${spec.potential} potential, ${spec.draws} draws, every ${spec.every} steps`],
    ["Resampling", `${spec.resampler}, ${rule}`],
    ["Seed", String(spec.seed)],
    ["Forward passes", formatCount(run.forwardPasses)],
    ...(run.logZ === undefined ? [] : [["log Z", formatNumber(run.logZ)] as [string, string]]),
    ...(seconds === undefined ? [] : [["Time", times(seconds)] as [string, string]]),
    ...(device?.tried ?? []).map(
      (one) => [one.reason === undefined ? "Device" : "Not taken", tried(one)] as [string, string],
    ),
  ];
}

function times({ total, model, reward, loading }: NonNullable<RunView["seconds"]>): string {
  const parts = [
    `model ${formatSeconds(model)}`,
    `rewards ${formatSeconds(reward)}`,
    `loading ${formatSeconds(loading)}`,
  ];
  return `${formatSeconds(total)} (${parts.join(", ")})`;
}

function tried({ provider, milliseconds, reason }: NonNullable<RunView["device"]>["tried"][number]): string {
  const time = milliseconds === undefined ? "" : ` (${formatSeconds(milliseconds / 1000)} a pass)`;
  return provider + time + (reason === undefined ? "" : `: ${reason}`);
}
