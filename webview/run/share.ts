/**
 * Tells an element's style a number as `--share`. A `style` attribute would be refused by the page's security policy, and lit's
 * own styleMap writes one at first. Knows nothing of what is shared.
 */
import { noChange } from "lit";
import { Directive, type ElementPart, directive } from "lit/directive.js";

class ShareDirective extends Directive {
  override render(_share: number): typeof noChange {
    return noChange;
  }

  override update(part: ElementPart, [share]: [number]): typeof noChange {
    (part.element as HTMLElement).style.setProperty("--share", String(share));
    return noChange;
  }
}

export const share = directive(ShareDirective);
