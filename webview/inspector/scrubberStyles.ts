/** How the slider over the scored steps looks. */
import { css } from "lit";

export const scrubberStyles = css`
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 6px;
  }
  i[hidden] {
    display: none;
  }
  .track {
    cursor: pointer;
    touch-action: none;
    position: relative;
    height: 26px;
  }
  .marks {
    position: absolute;
    /* As the lineage below has it: both have one axis. */
    inset: 0 10px;
    pointer-events: none;
  }
  .marks::before {
    content: "";
    position: absolute;
    inset: 12px 0 auto;
    height: 2px;
    border-radius: 1px;
    background: var(--vscode-scrollbarSlider-background, color-mix(in srgb, currentcolor 30%, transparent));
  }
  i {
    position: absolute;
    left: calc(100% * var(--share));
    top: 9px;
    width: 2px;
    height: 8px;
    margin-left: -1px;
    border-radius: 1px;
    background: var(--vscode-descriptionForeground);
    opacity: 0.6;
  }
  i.resampled {
    top: 7px;
    height: 12px;
    background: var(--vscode-charts-purple, currentcolor);
    opacity: 1;
  }
  i.shown {
    top: 3px;
    width: 4px;
    height: 20px;
    margin-left: -2px;
    background: var(--vscode-focusBorder);
    opacity: 1;
  }
  input {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    margin: 0;
    opacity: 0.001;
    /* The track takes the pointer: the marks are where the steps are. */
    pointer-events: none;
  }
  .track:focus-within {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
    border-radius: 3px;
  }
  .step {
    flex: none;
    font-variant-numeric: tabular-nums;
  }
  b {
    color: var(--vscode-foreground);
    font-weight: 600;
  }
  @media (forced-colors: active) {
    i {
      background: CanvasText;
    }
    i.shown {
      background: Highlight;
    }
  }
`;
