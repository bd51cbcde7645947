/** How a sweep's page is laid out: small multiples in rows by potential and columns by prompt, their names in the margins. */
import { css } from "lit";

export const sweepStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100vh;
  }
  header,
  .controls {
    flex: none;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    padding: 6px 12px;
  }
  header {
    min-height: 38px;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  h1 {
    margin: 0;
    font-size: 13px;
    font-weight: 600;
  }
  vscode-button {
    flex: none;
  }
  vscode-button::part(control) {
    padding: 3px 10px 3px 6px;
  }
  .grow {
    flex: 1;
    min-width: 120px;
  }
  .status {
    font-size: 12px;
    font-variant-numeric: tabular-nums;
  }
  progress {
    display: block;
    width: 100%;
    height: 3px;
    margin-top: 3px;
    border: 0;
    appearance: none;
    background: var(--vscode-editorWidget-border, var(--vscode-panel-border, transparent));
  }
  progress::-webkit-progress-bar {
    background: transparent;
  }
  progress::-webkit-progress-value {
    background: var(--vscode-progressBar-background);
  }
  main {
    flex: 1;
    min-height: 0;
    padding: 4px 12px 16px;
    overflow: auto;
  }
  .controls fk-dropdown {
    width: 170px;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    font-size: 12px;
  }
  .legend span::before {
    display: inline-block;
    width: 14px;
    height: 0;
    margin-right: 5px;
    border-top: 3px solid var(--hue);
    vertical-align: middle;
    content: "";
  }
  .multiples {
    display: flex;
    flex-direction: column;
    gap: 10px;
  }
  .row {
    display: flex;
    gap: 8px;
  }
  .facets {
    flex: 1;
    min-width: 0;
    display: flex;
    flex-wrap: wrap;
    gap: 10px 16px;
  }
  .facet {
    flex: 1 1 240px;
    min-width: 0;
  }
  .facet h3 {
    margin: 0 0 2px;
    overflow: hidden;
    font-size: 12px;
    font-weight: normal;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .margin > span {
    max-height: 160px;
  }
  .controls {
    padding: 6px 0;
  }
  .scroll {
    max-height: none;
    overflow-x: auto;
  }
  .scroll th,
  .scroll td {
    white-space: nowrap;
  }
  section {
    margin-top: 10px;
  }
`;
