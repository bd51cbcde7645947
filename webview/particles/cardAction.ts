/** A button of a card. Knows nothing of particles. */
import { type TemplateResult, html, nothing } from "lit";
import { icon, type IconName } from "../controls/icons.ts";

export interface CardAction {
  readonly picture: IconName;
  /** What is written on it; else its picture must do. */
  readonly label?: string | undefined;
  /** Words that only screen readers get, after the label. */
  readonly spoken?: string;
  /** The label says what was done. */
  readonly isLive?: boolean;
  readonly title: string;
  /** Whether a button that stays down is down. */
  readonly pressed?: boolean;
  /** Why it cannot be done, if so. */
  readonly refused?: string | undefined;
  readonly act: () => void;
}

export function cardAction(
  { picture, label, spoken, isLive = false, title, pressed, refused, act }: CardAction,
  isTabStop: boolean,
): TemplateResult {
  return html`<button
    class="action ${label === undefined ? "" : "text"}"
    tabindex=${isTabStop ? 0 : -1}
    title=${refused ?? title}
    aria-label=${label === undefined ? title : nothing}
    aria-pressed=${pressed ?? nothing}
    aria-disabled=${refused !== undefined}
    @click=${act}
  >
    ${icon(picture)}${isLive ? html`<span aria-live="polite">${label}</span>` : label}${
      spoken === undefined ? nothing : html`<span class="hidden-text"> ${spoken}</span>`
    }
  </button>`;
}
