/** What refining came to, iteration by iteration: rewards and log Z as lines, and the numbers as a table. Knows a run; asks for nothing. */
import { LitElement, type TemplateResult, css, html, nothing, svg } from "lit";
import type { RunView } from "../../src/protocol/panel.ts";
import type { IterationResult } from "../../src/protocol/run.ts";
import { formatNumber } from "../../src/protocol/numberWords.ts";
import { baseStyles } from "../theme.ts";
import { curvePath, curveScale, rangeOf } from "./curve.ts";

type Figure = Exclude<keyof IterationResult, "iteration" | "steeredMean" | "groups">;

const figures: Readonly<Record<Figure, readonly [label: string, title: string]>> = {
  bestReward: ["best", "The highest reward of the iteration's particles"],
  meanReward: ["mean", "The mean reward of the iteration's particles"],
  keptReward: ["kept", "The reward of the particle whose path is the next iteration's reference"],
  logZ: [
    "log Z",
    "Iteration 0 estimates the log normalising constant. In brackets: runs around a kept path, or from a step of it on, are no estimate of it, but a trace to look at",
  ],
};
const rewards: readonly Figure[] = ["bestReward", "meanReward", "keptReward"];

const width = 240;
const height = 64;
const margin = 4;

export class IterationChart extends LitElement {
  static override properties = { run: { attribute: false } };
  declare run: RunView;

  protected override render(): TemplateResult {
    const { iterations } = this.run;
    return html`<section aria-label="Refinement">
      <h2>Refinement</h2>
      <div class="charts">
        ${chart("Rewards", iterations, rewards)} ${chart("log Z, conditional from 1 on", iterations, ["logZ"])}
        <div class="table">
          <table>
            <thead>
              <tr>
                <th scope="col">iteration</th>
                ${[...rewards, "logZ" as const].map((name) => html`<th scope="col" title=${figures[name][1]}>${mark(name)}${figures[name][0]}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${iterations.map(
                (one) =>
                  html`<tr>
                    <th scope="row">${one.iteration === 0 ? "0 (run)" : one.iteration}</th>
                    ${[...rewards, "logZ" as const].map((name) => html`<td>${figure(one, name)}</td>`)}
                  </tr>`,
              )}
            </tbody>
          </table>
        </div>
      </div>
    </section>`;
  }

  static override styles = [
    baseStyles,
    css`
      .charts {
        display: flex;
        flex-wrap: wrap;
        align-items: start;
        gap: 10px 20px;
        margin-top: 4px;
      }
      figure {
        margin: 0;
      }
      figcaption {
        font-size: 11px;
      }
      svg.chart {
        display: block;
        border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, currentColor));
      }
      path {
        fill: none;
        stroke: var(--vscode-charts-blue);
        stroke-width: 1.5;
      }
      path.meanReward {
        stroke: var(--vscode-descriptionForeground);
        stroke-dasharray: 5 3;
      }
      path.keptReward {
        stroke: var(--vscode-charts-purple);
        stroke-dasharray: 1.5 2.5;
        stroke-width: 2;
      }
      .table {
        max-height: 160px;
        overflow: hidden auto;
      }
      table {
        border-collapse: collapse;
        font-size: 12px;
        font-variant-numeric: tabular-nums;
        user-select: text;
      }
      th,
      td {
        padding: 0 10px 1px 0;
        text-align: right;
        font-weight: 400;
        white-space: nowrap;
      }
      th {
        color: var(--vscode-descriptionForeground);
      }
      th svg {
        margin-right: 3px;
      }
    `,
  ];
}

/** Only iteration 0 estimates log Z. */
function figure(one: IterationResult, name: Figure): string {
  const shown = formatNumber(one[name]);
  return name === "logZ" && one.iteration > 0 ? `(${shown})` : shown;
}

/** A line's pattern beside its name: lines are not told apart by colour alone. */
function mark(name: Figure): unknown {
  return html`<svg width="14" height="6" aria-hidden="true"><path class=${name} d="M0 3H14" /></svg>`;
}

function chart(label: string, iterations: readonly IterationResult[], names: readonly Figure[]): unknown {
  const curves = names.map((name) => iterations.map((one) => one[name]));
  const range = rangeOf(...curves);
  if (iterations.length < 2 || range === undefined) return nothing;
  const [low, high] = range;
  const frame = { left: margin, right: width - margin, top: margin, bottom: height - margin };
  const scale = curveScale(frame, iterations.length - 1, low, high);
  const places = iterations.map((_, i) => i);
  const drawn = svg`<svg class="chart" width=${width} height=${height} role="img" aria-label="${label} over iterations, from ${formatNumber(low)} to ${formatNumber(high)}">
    <title>${label}: ${formatNumber(low)} to ${formatNumber(high)}</title>
    ${names.map((name, i) => svg`<path class=${name} d=${curvePath(places, curves[i]!, scale)} />`)}
  </svg>`;
  return html`<figure>
    ${drawn}
    <figcaption class="quiet">${label}</figcaption>
  </figure>`;
}
