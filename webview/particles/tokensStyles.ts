/** How a text looks token by token: a bar below each, coloured and as thick as the scale says, so that it is read without colours, too. */
import { css } from "lit";

export const tokensStyles = css`
  :host {
    --low: var(--vscode-charts-yellow, var(--vscode-foreground));
    --high: var(--vscode-charts-blue, var(--vscode-foreground));
    margin-bottom: 12px;
    padding: 2px 10px 6px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, var(--vscode-panel-border)));
    border-radius: 4px;
    background: var(--vscode-editorWidget-background);
    color: var(--vscode-editorWidget-foreground, var(--vscode-foreground));
  }
  .heading {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 10px;
  }
  .heading > .action:last-child {
    margin-left: auto;
  }
  .tools {
    display: inline-flex;
  }
  .action[aria-pressed="true"] {
    background: var(--vscode-inputOption-activeBackground);
    color: var(--vscode-inputOption-activeForeground, inherit);
    border-color: var(--vscode-inputOption-activeBorder, transparent);
  }
  .legend {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    font-size: 11px;
  }
  /* Thin and of the low colour at its beginning, thick and of the high one at its end: as below the tokens. */
  .scale {
    width: 72px;
    height: 6px;
    background: linear-gradient(to right in oklab, var(--low), var(--high));
    clip-path: polygon(0 67%, 100% 0, 100% 100%, 0 100%);
  }
  .written {
    max-height: 16em;
    margin: 2px 0;
    overflow: auto;
    border-radius: 2px;
    cursor: default;
  }
  p {
    margin: 0;
    line-height: 1.9;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
    unicode-bidi: isolate;
  }
  .written:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 2px;
  }
  .token {
    padding-bottom: 3px;
    box-decoration-break: clone;
    -webkit-box-decoration-break: clone;
  }
  .shaded {
    --colour: color-mix(in oklab, var(--high) calc(var(--share) * 100%), var(--low));
    background: linear-gradient(var(--colour), var(--colour)) 0 100% / 100% calc(2px + 4px * var(--share)) no-repeat;
  }
  .read {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 0;
    border-radius: 2px;
  }
  .readout {
    min-height: 16px;
    font-size: 12px;
    line-height: 16px;
    font-variant-numeric: tabular-nums;
  }
  @media (max-width: 480px) {
    .tools,
    .legend {
      order: 1;
    }
  }
  @media (forced-colors: active) {
    .shaded,
    .scale {
      forced-color-adjust: none;
      --low: CanvasText;
      --high: CanvasText;
    }
  }
`;
