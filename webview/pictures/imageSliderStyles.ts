/** How two images with a line between them look. */
import { css } from "lit";

export const imageSliderStyles = css`
  :host {
    width: min(100%, 420px);
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
  @media (forced-colors: active) {
    .line,
    .line::after {
      background: CanvasText;
      border-color: CanvasText;
    }
  }
`;
