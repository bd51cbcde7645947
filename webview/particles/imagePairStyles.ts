/** How two compared images look. */
import { css } from "lit";

export const imagePairStyles = css`
  :host {
    width: min(100%, 420px);
    margin-bottom: 12px;
    padding: 2px 10px 8px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, var(--vscode-panel-border)));
    border-radius: 4px;
    background: var(--vscode-editorWidget-background);
    color: var(--vscode-editorWidget-foreground, var(--vscode-foreground));
  }
  .heading,
  .captions {
    display: flex;
    align-items: center;
    justify-content: space-between;
  }
  .stage {
    position: relative;
    display: grid;
    overflow: hidden;
    border-radius: 2px;
  }
  .stage > * {
    grid-area: 1 / 1;
  }
  img {
    display: block;
    width: 100%;
    height: auto;
  }
  img.small {
    image-rendering: pixelated;
  }
  .over {
    clip-path: inset(0 calc((1 - var(--share)) * 100%) 0 0);
  }
  /* All of the image moves the line; the line is what is seen of the slider. */
  input {
    z-index: 1;
    width: 100%;
    height: 100%;
    margin: 0;
    opacity: 0;
    cursor: ew-resize;
  }
  .line {
    position: absolute;
    inset: 0 auto 0 calc(var(--share) * 100% - 1px);
    width: 2px;
    background: var(--vscode-editor-foreground, var(--vscode-foreground));
    outline: 1px solid var(--vscode-editor-background);
  }
  .line::after {
    content: "";
    position: absolute;
    top: calc(50% - 9px);
    left: -8px;
    width: 18px;
    height: 18px;
    border: 2px solid var(--vscode-editor-foreground, var(--vscode-foreground));
    border-radius: 50%;
    background: var(--vscode-editor-background);
  }
  .stage:focus-within {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
  .captions {
    margin-top: 4px;
    font-variant-numeric: tabular-nums;
  }
  @media (forced-colors: active) {
    .line,
    .line::after {
      background: CanvasText;
      border-color: CanvasText;
    }
  }
`;
