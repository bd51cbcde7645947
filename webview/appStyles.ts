/** How the page is laid out: one column beside an editor, two where there is room. */
import { css } from "lit";

export const appStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100vh;
  }
  header {
    position: relative;
    flex: none;
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 38px;
    padding: 6px 8px 6px 12px;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    background: var(--vscode-editor-background);
  }
  vscode-button {
    flex: none;
  }
  vscode-button::part(control) {
    padding: 3px 10px 3px 6px;
  }
  .off {
    opacity: 0.6;
    cursor: default;
  }
  .grow {
    flex: 1;
    min-width: 0;
  }
  .toggle[aria-expanded="true"] {
    background: var(--vscode-inputOption-activeBackground);
    border-color: var(--vscode-inputOption-activeBorder, transparent);
    color: var(--vscode-inputOption-activeForeground, inherit);
  }
  .page {
    flex: 1;
    min-height: 0;
    overflow: hidden auto;
  }
  fk-form,
  main {
    padding: 8px 12px 12px;
  }
  fk-form {
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  main {
    min-width: 0;
  }
  .results {
    display: flex;
    flex-direction: column;
    gap: 10px;
  }
  .folds {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    gap: 0 16px;
  }
  .folds > [open],
  .folds > .wide {
    flex: 1 0 100%;
  }
  .prompt {
    margin-top: 6px;
    border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
  }
  .prompt h2 {
    min-width: 0;
    padding-bottom: 2px;
    overflow: hidden;
    text-overflow: ellipsis;
    text-transform: none;
    white-space: nowrap;
  }
  .whole {
    margin: 6px 0 -6px;
    font-size: 12px;
    font-variant-numeric: tabular-nums;
  }
  .islands {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 560px), 1fr));
    gap: 12px;
  }
  .island {
    min-width: 0;
    padding-left: 8px;
    border-left: 2px solid var(--vscode-panel-border, var(--vscode-contrastBorder, currentcolor));
  }
  .island h3 {
    margin: 0;
    font-size: 12px;
    font-weight: 600;
  }
  .island > .heading {
    justify-content: flex-start;
    margin-bottom: 4px;
  }
  .island .figures {
    margin-left: auto;
  }
  .group {
    display: flex;
    gap: 8px;
  }
  .group > .cards {
    flex: 1;
    min-width: 0;
  }
  .heading {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: 8px;
  }
  .figures {
    display: flex;
    gap: 14px;
    padding-right: 10px;
    color: var(--vscode-descriptionForeground);
    font-variant-numeric: tabular-nums;
  }
  b {
    color: var(--vscode-foreground);
    font-weight: 600;
  }
  @media (max-width: 520px) {
    header {
      flex-wrap: wrap;
    }
    header > fk-progress.grow {
      order: 1;
      flex-basis: 100%;
    }
    .toggle {
      margin-left: auto;
    }
  }
  @media (min-width: 780px) {
    .page {
      display: flex;
      overflow: hidden;
    }
    fk-form {
      flex: 0 0 290px;
      overflow: hidden auto;
      border-bottom: 0;
      border-right: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
    }
    main {
      flex: 1;
      overflow: hidden auto;
    }
  }
`;
