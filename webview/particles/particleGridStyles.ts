/** How the grid of cards looks. */
import { css } from "lit";

export const particleGridStyles = css`
  .heading {
    display: flex;
    align-items: baseline;
    gap: 8px;
    margin-bottom: 4px;
  }
  .legend {
    margin-left: auto;
    font-size: 11px;
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
