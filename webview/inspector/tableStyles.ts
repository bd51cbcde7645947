/** How the inspector's tables look. */
import { css } from "lit";

export const tableStyles = css`
  .scroll {
    max-height: 240px;
    overflow: auto;
  }
  .scroll:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }
  table {
    border-spacing: 0;
    font-size: 12px;
    font-variant-numeric: tabular-nums;
  }
  thead th {
    position: sticky;
    top: 0;
    background: var(--vscode-editorWidget-background, var(--vscode-editor-background));
  }
  th {
    font-weight: normal;
    color: var(--vscode-descriptionForeground);
    text-align: right;
  }
  th + th,
  td {
    padding-left: 16px;
    text-align: right;
  }
  tr[aria-current="true"] {
    background: var(--vscode-list-inactiveSelectionBackground);
  }
`;
