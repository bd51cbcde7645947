/**
 * A text field for several numbers, separated by commas: what is typed stays as typed. Tells NaN for what is no number, so that the
 * form can say so. Knows nothing of what is counted.
 */
import { LitElement, type PropertyValues, type TemplateResult, html } from "lit";
import { accessibleName } from "./accessibleName.ts";
import { emit } from "../host/events.ts";
import { parseNumber } from "./numberInput.ts";
import { baseStyles, controlStyles } from "../theme.ts";

export class NumberList extends LitElement {
  static override properties = {
    label: {},
    values: { attribute: false },
    invalid: { type: Boolean },
  };
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [baseStyles, controlStyles];
  declare label: string;
  declare values: readonly number[];
  declare invalid: boolean;
  #typed = "";

  constructor() {
    super();
    this.label = "";
    this.values = [];
    this.invalid = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("values") && String(parseNumbers(this.#typed)) !== String(this.values)) {
      this.#typed = this.values.join(", ");
    }
  }

  protected override render(): TemplateResult {
    return html`<vscode-text-field
      class=${this.invalid ? "invalid" : ""}
      ${accessibleName(this.label)}
      aria-invalid=${this.invalid}
      .value=${this.#typed}
      @input=${(event: Event) => this.#input(event)}
      @change=${(event: Event) => event.stopPropagation()}
    ></vscode-text-field>`;
  }

  #input(event: Event): void {
    event.stopPropagation();
    this.#typed = (event.target as HTMLInputElement).value;
    this.values = parseNumbers(this.#typed);
    emit(this, "fk-numbers-edit", { values: this.values });
  }
}

/** "8, 16" → [8, 16]; a comma at the end is one that is still being typed. */
function parseNumbers(text: string): number[] {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.at(-1) === "") parts.pop();
  return parts.map((part) => parseNumber(part) ?? Number.NaN);
}
