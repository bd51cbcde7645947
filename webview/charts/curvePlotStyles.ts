/** How uPlot's own elements look: its style sheet in the page's colours, without what is not used. */
import { css } from "lit";

export const curvePlotStyles = css`
  :host {
    min-width: 0;
  }
  .plot {
    overflow: hidden;
  }
  .u-wrap {
    position: relative;
    user-select: none;
  }
  .u-over,
  .u-under {
    position: absolute;
  }
  .u-under {
    overflow: hidden;
  }
  .u-over {
    cursor: crosshair;
  }
  canvas {
    display: block;
    position: relative;
    width: 100%;
    height: 100%;
  }
  canvas.marks {
    position: absolute;
    inset: 0;
    pointer-events: none;
  }
  .u-select {
    position: absolute;
    background: color-mix(in srgb, var(--vscode-focusBorder) 30%, transparent);
    pointer-events: none;
  }
  .u-cursor-x {
    position: absolute;
    left: 0;
    top: 0;
    height: 100%;
    border-right: 1px dashed var(--vscode-descriptionForeground);
    pointer-events: none;
  }
  .u-cursor-pt {
    position: absolute;
    top: 0;
    left: 0;
    border: 0 solid;
    border-radius: 50%;
    background-clip: padding-box !important;
    pointer-events: none;
  }
  .u-axis {
    display: none;
  }
  .u-off {
    display: none;
  }
`;
