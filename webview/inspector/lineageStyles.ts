/** How the drawing of a lineage looks. */
import { css } from "lit";

export const lineageStyles = css`
  .stage {
    position: relative;
    cursor: crosshair;
    border-radius: 3px;
  }
  .stage:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
  }
  canvas {
    display: block;
    width: 100%;
  }
  .over {
    position: absolute;
    inset: 0;
    pointer-events: none;
  }
  .readout {
    min-height: 18px;
    font-size: 12px;
    font-variant-numeric: tabular-nums;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  @media (max-width: 500px) {
    .readout {
      min-height: 36px;
      white-space: normal;
    }
  }
  .readout:empty::before {
    content: "Point at a particle for its line, click it for why it is there.";
  }
`;
