/** How particles look that are compared. */
import { css } from "lit";

export const sideBySideStyles = css`
  :host {
    margin-bottom: 12px;
    padding: 2px 10px 8px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, var(--vscode-panel-border)));
    border-radius: 4px;
    background: var(--vscode-editorWidget-background);
    color: var(--vscode-editorWidget-foreground, var(--vscode-foreground));
  }
  .heading {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
  }
  .kinship {
    flex: 1;
    min-width: 120px;
    font-size: 12px;
  }
  .modes {
    display: inline-flex;
  }
  .action[aria-pressed="true"] {
    background: var(--vscode-inputOption-activeBackground);
    color: var(--vscode-inputOption-activeForeground, inherit);
    border-color: var(--vscode-inputOption-activeBorder, transparent);
  }
  .columns {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 150px), 1fr));
    gap: 4px 16px;
  }
  .images {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .images:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 2px;
  }
  figure {
    flex: 1 1 160px;
    max-width: 320px;
    margin: 4px 0 0;
  }
  figcaption {
    font-size: 12px;
  }
  .window {
    overflow: hidden;
    border-radius: 2px;
    cursor: grab;
  }
  img {
    display: block;
    width: 100%;
    height: auto;
    user-select: none;
  }
  img.pixels {
    image-rendering: pixelated;
  }
  p {
    margin: 2px 0 6px;
    max-height: 22em;
    overflow: auto;
    line-height: 1.5;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
    unicode-bidi: isolate;
  }
  mark {
    border-radius: 2px;
    background: var(--vscode-diffEditor-insertedTextBackground, var(--vscode-editor-findMatchHighlightBackground));
    color: inherit;
    text-decoration: underline 1px;
    text-underline-offset: 3px;
  }
  .figures {
    overflow-x: auto;
  }
  .figures:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }
  table {
    margin-top: 4px;
    border-spacing: 0;
    font-size: 12px;
    font-variant-numeric: tabular-nums;
  }
  th {
    font-weight: normal;
    color: var(--vscode-descriptionForeground);
    text-align: left;
  }
  td,
  th[scope="col"] {
    padding-left: 16px;
    text-align: right;
  }
  @media (forced-colors: active) {
    mark {
      background: Mark;
      color: MarkText;
    }
  }
`;
