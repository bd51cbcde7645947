/** How other strengths are drawn. */
import { css } from "lit";

export const strengthStyles = css`
  p {
    margin: 0 0 4px;
    font-size: 12px;
  }
  .chart {
    display: block;
    width: 100%;
    height: 56px;
  }
  .line {
    fill: none;
    stroke: var(--vscode-charts-blue, var(--vscode-foreground));
    stroke-width: 1.5;
    vector-effect: non-scaling-stroke;
  }
  .faint {
    stroke: var(--vscode-disabledForeground, var(--vscode-descriptionForeground));
    stroke-dasharray: 3 3;
  }
  .place {
    stroke: var(--vscode-focusBorder, var(--vscode-foreground));
    vector-effect: non-scaling-stroke;
  }
  input {
    width: 100%;
    margin: 2px 0;
  }
  .judge {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 6px;
    font-size: 12px;
  }
  select {
    max-width: 180px;
    border: 1px solid var(--vscode-dropdown-border, var(--vscode-contrastBorder, transparent));
    border-radius: 2px;
    background: var(--vscode-dropdown-background);
    color: var(--vscode-dropdown-foreground);
    font: inherit;
  }
  .figures {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 14px;
    min-height: 20px;
    font-size: 12px;
    font-variant-numeric: tabular-nums;
  }
  .action.text {
    color: var(--vscode-textLink-foreground);
  }
  .collapsed {
    color: var(--vscode-disabledForeground, var(--vscode-descriptionForeground));
  }
  .warning {
    color: var(--vscode-foreground);
  }
  .action {
    margin: 2px 0 4px;
    color: var(--vscode-textLink-foreground);
  }
`;
