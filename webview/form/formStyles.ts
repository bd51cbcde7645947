/** How the form is laid out. */
import { css } from "lit";

export const formStyles = css`
  .grid {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(104px, 1fr));
    gap: 4px 10px;
    align-items: start;
  }
  .rewards {
    display: flex;
    flex-direction: column;
    gap: 4px;
  }
  .links {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 24px;
    margin-left: -4px;
    font-size: 12px;
  }
  .links.facts {
    margin-left: 0;
  }
  details {
    margin-top: 4px;
  }
  h3 {
    margin: 6px 0 0;
    color: var(--vscode-descriptionForeground);
    font-size: 11px;
    font-weight: 400;
    line-height: 16px;
  }
  summary + div > h3 {
    margin-top: 0;
  }
`;
