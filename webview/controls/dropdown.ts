/**
 * A drop-down whose value is set from outside. The toolkit's own loses a value that is set before its options are there;
 * this keeps it in step. Knows nothing of what is chosen.
 */
import { LitElement, type PropertyValues, type TemplateResult, css, html } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { emit } from "../host/events.ts";
import type { Option } from "./option.ts";
import { baseStyles, controlStyles } from "../theme.ts";

/** What is used of the toolkit's element. */
type DropdownControl = HTMLElement & { value: string; readonly open: boolean };

export class DropdownField extends LitElement {
  static override properties = {
    label: {},
    value: {},
    options: { attribute: false },
    invalid: { type: Boolean },
  };
  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [
    baseStyles,
    controlStyles,
    css`
      vscode-dropdown::part(control) {
        padding: 0 4px 0 8px;
        border-color: var(--vscode-dropdown-border, var(--vscode-contrastBorder, transparent));
        color: var(--vscode-dropdown-foreground);
      }
      vscode-dropdown:focus-within::part(control),
      vscode-dropdown:focus-visible::part(control) {
        border-color: var(--vscode-focusBorder);
      }
      vscode-dropdown::part(listbox) {
        z-index: 10;
        width: max-content;
        min-width: 100%;
        max-width: min(90vw, 420px);
        background: var(--vscode-dropdown-listBackground, var(--vscode-dropdown-background));
      }
      vscode-option {
        padding: 2px 8px;
      }
    `,
  ];
  declare label: string;
  declare value: string;
  declare options: readonly Option[];
  declare invalid: boolean;

  constructor() {
    super();
    this.label = "";
    this.value = "";
    this.options = [];
    this.invalid = false;
  }

  protected override render(): TemplateResult {
    const title = this.options.find((one) => one.value === this.value)?.title ?? "";
    return html`<vscode-dropdown
      class=${this.invalid ? "invalid" : ""}
      aria-label=${this.label}
      aria-invalid=${this.invalid}
      title=${title}
      @change=${(event: Event) => this.#changed(event)}
    >
      ${repeat(
        this.options,
        // The toolkit does not notice a label that changes: another label is another option.
        (one) => `${one.value}\n${one.label}`,
        (one) =>
          html`<vscode-option
            value=${one.value}
            title=${one.title ?? ""}
            ?disabled=${one.disabled}
            ?selected=${one.value === this.value}
            >${one.label}</vscode-option
          >`,
      )}
    </vscode-dropdown>`;
  }

  protected override updated(_: PropertyValues<this>): void {
    // The toolkit's options announce themselves a frame later.
    requestAnimationFrame(() => {
      const control = this.#control;
      // While it is open, a choice is being made.
      if (control !== null && !control.open && control.value !== this.value) control.value = this.value;
    });
  }

  get #control(): DropdownControl | null {
    return this.renderRoot.querySelector<DropdownControl>("vscode-dropdown");
  }

  #changed(event: Event): void {
    event.stopPropagation();
    const value = this.#control?.value;
    // None is a choice where there is one for it; before its options are there the toolkit's own has none either.
    const isNone = value === "" && this.options.every((one) => one.value !== "");
    if (value === undefined || isNone || value === this.value) return;
    this.value = value;
    emit(this, "fk-change", { value });
  }
}
