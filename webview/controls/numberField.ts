/**
 * A text field for a number: what is typed stays as typed, arrow keys step it. Tells NaN for what is no number, so that the
 * form can say so. Knows nothing of what is counted.
 */
import { LitElement, type PropertyValues, type TemplateResult, html } from "lit";
import { emit } from "../host/events.ts";
import { accessibleName } from "./accessibleName.ts";
import { parseNumber, stepNumber } from "./numberInput.ts";
import { baseStyles, controlStyles } from "../theme.ts";

export class NumberField extends LitElement {
  static override properties = {
    label: {},
    value: { attribute: false },
    min: { type: Number },
    max: { type: Number },
    step: { type: Number },
    optional: { type: Boolean },
    placeholder: {},
    invalid: { type: Boolean },
  };
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [baseStyles, controlStyles];
  declare label: string;
  declare value: number | undefined;
  declare min: number | undefined;
  declare max: number | undefined;
  declare step: number | undefined;
  /** Nothing typed is undefined, not a mistake. */
  declare optional: boolean;
  declare placeholder: string;
  declare invalid: boolean;
  #typed = "";

  constructor() {
    super();
    this.label = "";
    this.placeholder = "";
    this.optional = false;
    this.invalid = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("value") && !Object.is(this.#parsed, this.value)) this.#typed = this.value?.toString() ?? "";
  }

  protected override render(): TemplateResult {
    return html`<vscode-text-field
      class=${this.invalid ? "invalid" : ""}
      ${accessibleName(this.label)}
      aria-invalid=${this.invalid}
      placeholder=${this.placeholder}
      .value=${this.#typed}
      @input=${(event: Event) => this.#input(event)}
      @change=${(event: Event) => event.stopPropagation()}
      @keydown=${(event: KeyboardEvent) => this.#step(event)}
    ></vscode-text-field>`;
  }

  get #parsed(): number | undefined {
    return parseNumber(this.#typed) ?? (this.optional ? undefined : Number.NaN);
  }

  #input(event: Event): void {
    event.stopPropagation();
    this.#typed = (event.target as HTMLInputElement).value;
    this.#tell();
  }

  #step(event: KeyboardEvent): void {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    const value = this.#parsed;
    if (value === undefined || Number.isNaN(value)) return;
    event.preventDefault();
    const presses = (event.key === "ArrowUp" ? 1 : -1) * (event.shiftKey ? 10 : 1);
    this.#typed = stepNumber(value, presses, this).toString();
    this.#tell();
  }

  #tell(): void {
    this.value = this.#parsed;
    this.requestUpdate();
    emit(this, "fk-change", { value: this.value });
  }
}
