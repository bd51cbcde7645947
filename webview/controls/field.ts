/** A labelled field of the form with room for its error. Knows nothing of what the field is for. */
import { type TemplateResult, css, html, nothing } from "lit";

export interface FieldOptions {
  /** Its path in the run specification: errors find it by this. */
  readonly name: string;
  readonly label: string;
  readonly control: unknown;
  readonly problem: string | undefined;
  /** What comes of a value that is none. */
  readonly note?: string | undefined;
  /** Explains it, as a tooltip. */
  readonly title?: string | undefined;
  /** Beside the label, at its right. */
  readonly aside?: unknown;
  readonly wide?: boolean;
}

export function field({
  name,
  label,
  control,
  problem,
  note,
  title = "",
  aside = nothing,
  wide,
}: FieldOptions): TemplateResult {
  const long = (problem ?? note ?? "").length > mostBeside;
  return html`<div class="field ${wide === true || long ? "wide" : ""}" data-field=${name}>
    <div class="label-row">
      <label title=${title} @click=${focusControl}>${label}</label>
      ${aside}
    </div>
    ${control} ${problem === undefined ? fieldNote(note) : fieldProblem(problem)}
  </div>`;
}

/** A longer sentence gets the whole width. */
const mostBeside = 48;

export function fieldProblem(problem: string | undefined): unknown {
  return problem === undefined ? nothing : html`<div class="problem" role="alert">${problem}</div>`;
}

function fieldNote(note: string | undefined): unknown {
  return note === undefined ? nothing : html`<div class="note" role="status">${note}</div>`;
}

/** Any control. */
export const controlSelector =
  "fk-number, fk-numbers, fk-dropdown, vscode-text-area, vscode-text-field, vscode-checkbox, vscode-button, button";

/** A field's own control, and not what stands beside its label: where a click on the label, or an error, puts the focus. */
export function controlOf(place: Element | null | undefined): HTMLElement | null | undefined {
  return place?.querySelector<HTMLElement>(`:scope > :is(${controlSelector}), .row > :is(${controlSelector})`);
}

function focusControl(event: Event): void {
  controlOf((event.currentTarget as HTMLElement).closest("[data-field]"))?.focus();
}

export const fieldStyles = css`
  .field {
    display: flex;
    flex-direction: column;
    min-width: 0;
  }
  .wide {
    grid-column: 1 / -1;
  }
  .label-row {
    display: flex;
    align-items: center;
    justify-content: space-between;
    height: 20px;
  }
  label {
    overflow: hidden;
    font-size: 12px;
    line-height: 20px;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .note {
    margin-top: 2px;
    color: var(--vscode-descriptionForeground);
    font-size: 12px;
  }
  .problem {
    margin-top: 2px;
    padding: 2px 6px;
    border: 1px solid var(--vscode-inputValidation-errorBorder);
    border-radius: 2px;
    background: var(--vscode-inputValidation-errorBackground);
    color: var(--vscode-inputValidation-errorForeground, var(--vscode-foreground));
    font-size: 12px;
    overflow-wrap: anywhere;
  }
`;
