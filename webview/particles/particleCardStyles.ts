/** How a card looks. */
import { css } from "lit";

export const particleCardStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    /* Cards out of sight cost nothing. */
    content-visibility: auto;
    contain-intrinsic-size: auto 150px;
    min-width: 0;
    padding: 6px 8px 4px 10px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, var(--vscode-panel-border)));
    border-radius: 4px;
    background: var(--vscode-editorWidget-background);
    color: var(--vscode-editorWidget-foreground, var(--vscode-foreground));
  }
  :host(:hover) {
    border-color: var(--vscode-contrastActiveBorder, var(--vscode-input-border, var(--vscode-widget-border)));
  }
  :host(:focus-visible) {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 0;
    border-color: var(--vscode-focusBorder);
  }
  :host([chosen]) {
    border-color: var(--vscode-focusBorder);
    box-shadow: 0 0 0 1px var(--vscode-focusBorder);
  }
  /* A relative of what is looked at, in whatever view. */
  :host([kin]) {
    border-color: var(--vscode-foreground);
    box-shadow: 0 0 0 1px var(--vscode-foreground);
  }
  .number {
    font-size: 12px;
    font-variant-numeric: tabular-nums;
  }
  .root {
    display: inline-block;
    width: 8px;
    height: 8px;
    margin-right: 4px;
    border-radius: 50%;
    background: var(--hue);
    forced-color-adjust: none;
  }
  .action[aria-pressed="true"] {
    background: var(--vscode-inputOption-activeBackground);
    color: var(--vscode-inputOption-activeForeground, inherit);
    border-color: var(--vscode-inputOption-activeBorder, transparent);
  }
  header,
  footer {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
    min-height: 20px;
  }
  .reward {
    font-weight: 600;
    font-size: 14px;
    font-variant-numeric: tabular-nums;
  }
  .violated,
  .violation {
    color: var(--vscode-errorForeground);
  }
  .violation {
    font-size: 12px;
  }
  .count {
    color: var(--vscode-descriptionForeground);
    font-variant-numeric: tabular-nums;
  }
  .badge {
    padding: 1px 6px;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 10px;
    background: var(--vscode-badge-background);
    color: var(--vscode-badge-foreground);
    font-size: 11px;
    line-height: 14px;
  }
  .weight {
    flex: 1 1 60px;
    display: flex;
    align-items: center;
    justify-content: flex-end;
    gap: 6px;
    margin-left: auto;
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
    font-variant-numeric: tabular-nums;
  }
  .amount {
    min-width: 36px;
    text-align: right;
    white-space: nowrap;
  }
  .meter {
    flex: 0 1 48px;
    height: 4px;
    overflow: hidden;
    border-radius: 2px;
    background: color-mix(in srgb, var(--vscode-foreground) 18%, transparent);
    outline: 1px solid var(--vscode-contrastBorder, transparent);
  }
  .level {
    display: block;
    height: 100%;
    background: var(--vscode-charts-blue, var(--vscode-foreground));
    transform: scaleX(var(--share));
    transform-origin: left;
  }
  p {
    flex: 1;
    margin: 4px 0;
    max-height: 17em;
    overflow: auto;
    line-height: 1.5;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .given {
    /* Some themes give descriptions the colour of the text. */
    opacity: 0.72;
  }
  .known {
    color: var(--vscode-editor-foreground, var(--vscode-foreground));
  }
  footer {
    justify-content: space-between;
    font-size: 11px;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    min-width: 0;
    font-variant-numeric: tabular-nums;
  }
  .fact + .fact::before {
    content: " · ";
    white-space: pre;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    margin: 0 -4px 0 auto;
  }
  .actions .action {
    font-size: 11px;
  }
  .actions .action.text {
    gap: 3px;
    padding: 0 4px 0 2px;
  }
  .actions .icon {
    width: 14px;
    height: 14px;
  }
  @media (prefers-reduced-motion: no-preference) {
    .level {
      transition: transform 150ms ease-out;
    }
  }
  @media (forced-colors: active) {
    .level {
      background: CanvasText;
      forced-color-adjust: none;
    }
    .given {
      color: GrayText;
    }
  }
`;
