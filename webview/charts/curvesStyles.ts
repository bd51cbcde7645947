/** How the curves of a run look. */
import { css } from "lit";

export const curvesStyles = css`
  .heading {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 8px;
    font-variant-numeric: tabular-nums;
  }
  b {
    color: var(--vscode-foreground);
    font-weight: 600;
  }
  .tools {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: 0 2px;
    min-width: 0;
    margin-left: auto;
    font-size: 12px;
  }
  .action[aria-pressed="true"] {
    background: var(--vscode-inputOption-activeBackground);
    color: var(--vscode-inputOption-activeForeground, inherit);
    border-color: var(--vscode-inputOption-activeBorder, transparent);
  }
  .curve {
    display: block;
    max-width: 140px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  select {
    max-width: 160px;
    height: 22px;
    border: 1px solid var(--vscode-dropdown-border, transparent);
    border-radius: 3px;
    background: var(--vscode-dropdown-background);
    color: var(--vscode-dropdown-foreground);
    font: inherit;
    font-size: 12px;
  }
  select:focus-visible,
  .stage:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
  .stage {
    border-radius: 3px;
  }
  figure {
    margin: 0;
  }
  figcaption {
    display: flex;
    justify-content: space-between;
    gap: 10px;
    padding: 0 10px;
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
    line-height: 15px;
    font-variant-numeric: tabular-nums;
  }
  .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .numbers {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 0 10px;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 0 12px;
    margin: 0;
    padding: 0 10px;
    font-size: 11px;
  }
  .legend > span {
    max-width: 200px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .mark {
    display: inline-block;
    width: 14px;
    margin-right: 4px;
    border-top: 2px solid var(--hue, currentcolor);
    vertical-align: middle;
  }
  .mark.dashed {
    border-top-style: dashed;
  }
`;
