/** Styles that several elements share, on VS Code's theme tokens only. Knows no element. */
import { css } from "lit";
import { inkBounds } from "./hues.ts";

/** Styles of the document: VS Code gives a webview's body a margin of its own. */
export const pageStyles = css`
  body {
    padding: 0;
    margin: 0;
    overflow: hidden;
    color: var(--vscode-foreground);
    font: var(--vscode-font-weight, normal) var(--vscode-font-size, 13px) / 1.4 var(--vscode-font-family, sans-serif);
  }
  ${inkBounds}
`;

/** The name of a group in the margin beside it. */
export const marginStyles = css`
  .margin {
    flex: none;
    width: 18px;
    border-right: 2px solid var(--vscode-panel-border, var(--vscode-contrastBorder, currentcolor));
  }
  /* In sight as long as one of its cards is. */
  .margin > span {
    position: sticky;
    top: 4px;
    display: block;
    max-height: 220px;
    overflow: hidden;
    color: var(--vscode-descriptionForeground);
    font-size: 12px;
    text-overflow: ellipsis;
    white-space: nowrap;
    writing-mode: vertical-rl;
    rotate: 180deg;
    text-align: right;
  }
`;

/** A page beside an editor on a small screen: what can be asked for gives way to what a person came to see. */
export const lowPage = "(max-height: 680px)";

/** What is folded away: `<details><summary>${icon("chevron")}Title</summary>`. */
export const foldStyles = css`
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
  summary::-webkit-details-marker {
    display: none;
  }
  details[open] > summary > .icon-chevron {
    transform: rotate(90deg);
  }
`;

export const baseStyles = css`
  :host {
    display: block;
    box-sizing: border-box;
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  .icon {
    flex: none;
    display: block;
  }
  .hidden-text {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .quiet {
    color: var(--vscode-descriptionForeground);
  }
  a {
    color: var(--vscode-textLink-foreground);
    text-decoration: var(--text-link-decoration, none);
    cursor: pointer;
    border-radius: 2px;
  }
  a:hover {
    color: var(--vscode-textLink-activeForeground);
    text-decoration: underline;
  }
  a:focus-visible,
  summary:focus-visible,
  button:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
  .error-text {
    color: var(--vscode-errorForeground);
  }
  h2 {
    margin: 0;
    font-size: 11px;
    font-weight: 700;
    line-height: 22px;
    text-transform: uppercase;
    color: var(--vscode-sideBarSectionHeader-foreground, var(--vscode-foreground));
  }
`;

/** Small buttons of the page's own, in the manner of VS Code's view actions. */
export const actionStyles = css`
  .action {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 4px;
    min-width: 22px;
    height: 22px;
    padding: 0 3px;
    border: 1px solid transparent;
    border-radius: 5px;
    background: transparent;
    color: var(--vscode-icon-foreground, inherit);
    font: inherit;
    cursor: pointer;
  }
  .action.text {
    padding: 0 6px 0 4px;
    color: inherit;
    font-size: 12px;
  }
  .action:hover:not([aria-disabled="true"]) {
    background: var(--vscode-toolbar-hoverBackground);
  }
  .action:hover:not([aria-disabled="true"], :focus-visible) {
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .action:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  /* Twice the class: whatever colour a part of the page gives its actions, one that is off looks off. */
  .action.action[aria-disabled="true"] {
    color: var(--vscode-disabledForeground);
    cursor: default;
  }
`;

/** The toolkit's controls as this page sizes them. */
export const controlStyles = css`
  :host {
    --input-min-width: 0;
    --input-height: 24;
  }
  vscode-text-field,
  vscode-text-area,
  vscode-dropdown {
    display: flex;
    flex-direction: column;
    width: 100%;
    min-width: 0;
  }
  vscode-dropdown {
    flex-direction: row;
  }
  vscode-button[appearance="secondary"]::part(control) {
    border-color: var(--vscode-button-secondaryBorder, var(--vscode-contrastBorder, transparent));
  }
  vscode-checkbox {
    margin: 0;
    min-height: 24px;
  }
  vscode-text-field::part(control) {
    padding: 0 6px;
    min-width: 0;
  }
  vscode-text-field::part(root),
  vscode-text-area::part(control) {
    border-color: var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
  }
  vscode-text-area::part(control) {
    padding: 4px 6px;
    line-height: 1.4;
    resize: vertical;
  }
  vscode-text-field:focus-within::part(root),
  vscode-text-area:focus-within::part(control) {
    border-color: var(--vscode-focusBorder);
  }
  .invalid::part(root),
  vscode-text-area.invalid::part(control),
  vscode-dropdown.invalid::part(control) {
    border-color: var(--vscode-inputValidation-errorBorder) !important;
  }
`;

/** Text that is still noise: seen without colour too. */
export const maskedStyles = css`
  .masked {
    color: color-mix(in srgb, var(--vscode-foreground) 82%, transparent);
    background: var(--vscode-editor-inactiveSelectionBackground);
    border-radius: 2px;
    font-style: italic;
    text-decoration: underline dotted 1px;
    text-underline-offset: 3px;
  }
  ins {
    text-decoration: underline solid 2px var(--vscode-charts-green, currentcolor);
    text-underline-offset: 3px;
  }
  @media (forced-colors: active) {
    .masked {
      color: GrayText;
    }
  }
`;
