/** How the ESS chart is drawn. */
import { css } from "lit";

export const essChartStyles = css`
  :host {
    position: relative;
    min-width: 0;
  }
  svg {
    display: block;
    max-width: 100%;
    overflow: visible;
    border-radius: 2px;
  }
  svg:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }
  text {
    fill: var(--vscode-descriptionForeground);
    font-size: 10px;
    font-variant-numeric: tabular-nums;
  }
  .rule {
    stroke: color-mix(in srgb, var(--vscode-foreground) 22%, transparent);
    stroke-width: 1;
    shape-rendering: crispEdges;
  }
  .line {
    fill: none;
    stroke: var(--vscode-charts-blue, var(--vscode-foreground));
    stroke-width: 1.5;
    stroke-linejoin: round;
  }
  .dot,
  .pointer circle {
    fill: var(--vscode-charts-blue, var(--vscode-foreground));
  }
  .threshold line {
    stroke: var(--vscode-charts-yellow, var(--vscode-foreground));
    stroke-dasharray: 4 3;
  }
  .resampled {
    fill: var(--vscode-charts-purple, var(--vscode-foreground));
  }
  .pointer line {
    stroke: var(--vscode-descriptionForeground);
    stroke-width: 1;
    shape-rendering: crispEdges;
  }
  .readout {
    display: flex;
    align-items: center;
    justify-content: flex-end;
    gap: 5px;
    padding-right: 10px;
    font-size: 11px;
    line-height: 16px;
    font-variant-numeric: tabular-nums;
  }
  .dashes {
    width: 14px;
    margin-left: 6px;
    border-top: 1px dashed var(--vscode-charts-yellow, var(--vscode-foreground));
  }
  @media (forced-colors: active) {
    .line,
    .threshold line,
    .pointer line {
      stroke: CanvasText;
    }
    .dot,
    .resampled,
    .pointer circle,
    text {
      fill: CanvasText;
    }
  }
`;
