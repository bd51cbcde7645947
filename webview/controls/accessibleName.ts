/**
 * Names a control for screen readers. The toolkit's text fields name themselves "Text field" as they are put into the page,
 * after lit has set their attributes, so the name is set once more after that. Knows nothing of what is named.
 */
import { noChange } from "lit";
import { Directive, type ElementPart, directive } from "lit/directive.js";

class AccessibleNameDirective extends Directive {
  override render(_name: string): typeof noChange {
    return noChange;
  }

  override update({ element }: ElementPart, [name]: [string]): typeof noChange {
    queueMicrotask(() => element.setAttribute("aria-label", name));
    return noChange;
  }
}

export const accessibleName = directive(AccessibleNameDirective);
