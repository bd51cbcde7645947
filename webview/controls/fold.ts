/** A line that opens, and what it opens: worked out once somebody has opened it. Knows nothing of what is in it. */
import { type LitElement, type TemplateResult, html, nothing } from "lit";
import { icon } from "./icons.ts";

export class Fold {
  readonly #host: LitElement;
  #wasOpened = false;

  constructor(host: LitElement) {
    this.#host = host;
  }

  /** @param content stays where it was opened and closed again, with what a person did in it */
  draw(title: string, content: () => unknown): TemplateResult {
    return html`<details @toggle=${this.#toggled}>
      <summary>${icon("chevron")}${title}</summary>
      ${this.#wasOpened ? content() : nothing}
    </details>`;
  }

  /** The element is `open` as what it folds away is. */
  readonly #toggled = ({ currentTarget }: Event): void => {
    const { open } = currentTarget as HTMLDetailsElement;
    this.#host.toggleAttribute("open", open);
    if (this.#wasOpened || !open) return;
    this.#wasOpened = true;
    this.#host.requestUpdate();
  };
}
