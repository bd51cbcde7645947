/** How the grid of cards looks. */
import { css } from "lit";

export const particleGridStyles = css`
  .heading {
    display: flex;
    align-items: baseline;
    gap: 8px;
    margin-bottom: 4px;
  }
  .heading {
    flex-wrap: wrap;
  }
  .legend {
    font-size: 11px;
  }
  .tools {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    margin-left: auto;
  }
  .tools input,
  .tools select {
    height: 22px;
    padding: 0 4px;
    border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
    border-radius: 2px;
    background: var(--vscode-input-background);
    color: var(--vscode-input-foreground);
    font: inherit;
    font-size: 12px;
  }
  .tools input {
    width: 148px;
  }
  .tools input::placeholder {
    color: var(--vscode-input-placeholderForeground);
  }
  .tools :focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .action[aria-pressed="true"] {
    background: var(--vscode-inputOption-activeBackground);
    color: var(--vscode-inputOption-activeForeground, inherit);
    border-color: var(--vscode-inputOption-activeBorder, transparent);
  }
  :host([dense]) .cards {
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 170px), 1fr));
    gap: 6px;
  }
  :host([dense]) .cards.image {
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 140px), 1fr));
  }
  .cards {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 270px), 1fr));
    gap: 8px;
  }
  .cards.image {
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 220px), 1fr));
  }
  vscode-button {
    margin-top: 10px;
  }
`;
