/** A line that a person should know about. Knows nothing of what it says. */
import { LitElement, type TemplateResult, css, html, nothing } from "lit";
import { emit } from "../host/events.ts";
import { icon } from "./icons.ts";
import { actionStyles, baseStyles } from "../theme.ts";

export class Notice extends LitElement {
  static override properties = { kind: {}, dismissible: { type: Boolean } };
  static override styles = [
    baseStyles,
    actionStyles,
    css`
      .notice {
        display: flex;
        align-items: flex-start;
        gap: 8px;
        padding: 4px 4px 4px 8px;
        border: 1px solid var(--border);
        border-radius: 3px;
        background: var(--background);
      }
      .notice > .icon {
        margin: 3px 0;
        color: var(--mark);
      }
      .text {
        flex: 1;
        min-width: 0;
        padding: 2px 0;
        overflow-wrap: anywhere;
      }
      .info {
        --border: var(--vscode-inputValidation-infoBorder);
        --background: var(--vscode-inputValidation-infoBackground);
        --mark: var(--vscode-notificationsInfoIcon-foreground, currentcolor);
      }
      .warning {
        --border: var(--vscode-inputValidation-warningBorder);
        --background: var(--vscode-inputValidation-warningBackground);
        --mark: var(--vscode-notificationsWarningIcon-foreground, currentcolor);
      }
      .error {
        --border: var(--vscode-inputValidation-errorBorder);
        --background: var(--vscode-inputValidation-errorBackground);
        --mark: var(--vscode-notificationsErrorIcon-foreground, currentcolor);
      }
    `,
  ];
  declare kind: "info" | "warning" | "error";
  declare dismissible: boolean;

  protected override render(): TemplateResult {
    return html`<div class="notice ${this.kind}" role=${this.kind === "error" ? "alert" : "note"}>
      ${icon(this.kind)}
      <div class="text"><slot></slot></div>
      ${
        this.dismissible
          ? html`<button
              class="action"
              title="Dismiss"
              aria-label="Dismiss"
              @click=${() => emit(this, "fk-dismiss", undefined)}
            >
              ${icon("close")}
            </button>`
          : nothing
      }
    </div>`;
  }
}
