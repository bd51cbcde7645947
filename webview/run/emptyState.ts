/** Before the first run: what this is, and how to begin. */
import { LitElement, type TemplateResult, css, html } from "lit";
import { ask, emit } from "../host/events.ts";
import { baseStyles } from "../theme.ts";

export class EmptyState extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        max-width: 560px;
        margin: 24px auto;
        padding: 0 8px;
        text-align: center;
      }
      p {
        margin: 0 0 10px;
        text-wrap: pretty;
      }
      .start {
        display: flex;
        align-items: center;
        justify-content: center;
        gap: 16px;
        margin-top: 16px;
      }
      kbd {
        padding: 1px 4px;
        border: 1px solid var(--vscode-keybindingLabel-border, var(--vscode-widget-border));
        border-bottom-color: var(--vscode-keybindingLabel-bottomBorder, var(--vscode-widget-border));
        border-radius: 3px;
        background: var(--vscode-keybindingLabel-background, transparent);
        color: var(--vscode-keybindingLabel-foreground, inherit);
        font: inherit;
        font-size: 11px;
      }
    `,
  ];

  protected override render(): TemplateResult {
    const control = /mac/i.test(navigator.userAgent) ? "⌘" : "Ctrl";
    return html`<p>
        A run makes several texts or images side by side. While they are still noise, the reward scores where each is
        heading: poor ones are dropped, promising ones copied.
      </p>
      <p class="quiet">The cards appear here as they take shape; at the end the best come first.</p>
      <div class="start">
        <vscode-button @click=${() => emit(this, "fk-run", undefined)}>Run</vscode-button>
        <span class="quiet"><kbd>${control}</kbd> + <kbd>Enter</kbd></span>
        <a
          href="#"
          role="button"
          @click=${(event: Event) => {
            event.preventDefault();
            ask(this, "open", { what: "new-reward" });
          }}
          >New reward…</a
        >
      </div>`;
  }
}
