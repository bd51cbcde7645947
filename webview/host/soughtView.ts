/** A part of the page that a person asked for from another part of it: brought into view once it is there, so that what was asked for is seen. Knows no part. */
import type { LitElement, ReactiveController } from "lit";

/** Undefined: it will not be there; nothing is to be brought into view any more. */
type IsThere = () => boolean | undefined;

export class SoughtView implements ReactiveController {
  readonly #host: LitElement;
  #sought: { readonly selector: string; readonly isThere: IsThere } | undefined;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  /** @param isThere asked after every update until it says yes or undefined */
  seek(selector: string, isThere: IsThere = () => true): void {
    this.#sought = { selector, isThere };
    this.#host.requestUpdate();
  }

  hostUpdated(): void {
    const { selector, isThere } = this.#sought ?? {};
    if (selector === undefined || isThere?.() === false) return;
    const found = isThere?.() === undefined ? undefined : this.#host.renderRoot.querySelector<LitElement>(selector);
    if (found === null) return;
    this.#sought = undefined;
    // As large as it is once it is drawn.
    void found?.updateComplete.then(() => found.scrollIntoView({ block: "nearest" }));
  }
}
