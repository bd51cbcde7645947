/** How the inspector of a run looks. */
import { css } from "lit";

export const inspectorStyles = css`
  .tools {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    margin-left: auto;
    font-size: 12px;
  }
  .action[aria-pressed="true"] {
    background: var(--vscode-inputOption-activeBackground);
    color: var(--vscode-inputOption-activeForeground, inherit);
    border-color: var(--vscode-inputOption-activeBorder, transparent);
  }
  .findings {
    display: flex;
    flex-direction: column;
    gap: 4px;
    margin: 6px 0 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: flex;
    align-items: flex-start;
    gap: 6px;
    padding: 5px 8px;
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 4px;
    background: var(--vscode-textBlockQuote-background, var(--vscode-editorWidget-background));
  }
  li > .icon {
    margin-top: 1px;
    color: var(--vscode-editorInfo-foreground, inherit);
  }
  li > span {
    flex: 1;
    text-wrap: pretty;
  }
  li .action.text {
    flex: none;
    color: var(--vscode-textLink-foreground);
  }
`;
