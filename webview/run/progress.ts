/** A run's status: an icon, a sentence, a slim bar. Knows a run; asks for nothing. */
import { LitElement, type PropertyValues, type TemplateResult, css, html } from "lit";
import type { RunStatus, RunView } from "../../src/protocol/panel.ts";
import { Announcer } from "./announcer.ts";
import { icon } from "../controls/icons.ts";
import { isActive } from "../../src/protocol/activeRun.ts";
import { progressFraction } from "../../src/protocol/progressFraction.ts";
import { spokenSentence, statusIcons, statusSentence } from "./statusText.ts";
import { share } from "./share.ts";
import { baseStyles } from "../theme.ts";

export class RunProgress extends LitElement {
  static override properties = { run: { attribute: false }, spoken: { state: true } };
  declare run: RunView;
  declare spoken: string;
  #status: RunStatus | undefined;
  readonly #announcer = new Announcer((sentence) => {
    this.spoken = sentence;
  });

  override disconnectedCallback(): void {
    this.#announcer.dispose();
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("run")) return;
    this.#announcer.announce(spokenSentence(this.run), this.run.status !== this.#status);
    this.#status = this.run.status;
  }

  protected override render(): TemplateResult {
    const { run } = this;
    const { status } = run;
    const fraction = progressFraction(run);
    const bar = fraction === undefined ? "unknown" : isActive(run) ? "known" : "over";
    const percent = fraction === undefined ? undefined : Math.round(fraction * 100);
    // While it fails, the message has room of its own below.
    const sentence = status === "failed" ? "The run failed" : statusSentence(run);
    return html`<div class="status ${status}">
        ${icon(statusIcons[status])}<span class="sentence" title=${sentence}>${sentence}</span>
      </div>
      <div
        class="bar ${bar}"
        role="progressbar"
        aria-label="Progress of the run"
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${percent ?? ""}
        aria-valuetext=${percent === undefined ? status : `${percent} %`}
      >
        <div class="done" ${share(fraction ?? 1)}></div>
      </div>
      <div class="hidden-text" aria-live="polite">${this.spoken}</div>`;
  }

  static override styles = [
    baseStyles,
    css`
      .status {
        display: flex;
        align-items: center;
        gap: 6px;
        min-width: 0;
      }
      .sentence {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        font-variant-numeric: tabular-nums;
      }
      .failed .icon {
        color: var(--vscode-errorForeground);
      }
      .done .icon {
        color: var(--vscode-testing-iconPassed, currentcolor);
      }
      .icon-spinner {
        color: var(--vscode-progressBar-background);
      }
      .bar {
        position: absolute;
        inset: auto 0 -1px;
        height: 2px;
        overflow: hidden;
      }
      .bar.over {
        visibility: hidden;
      }
      .bar > .done {
        width: 100%;
        height: 100%;
        background: var(--vscode-progressBar-background);
        transform: scaleX(var(--share));
        transform-origin: left;
      }
      @media (max-width: 520px) {
        .sentence {
          white-space: normal;
        }
      }
      @media (prefers-reduced-motion: no-preference) {
        .icon-spinner {
          /* Few turns a second are seen as well as sixty, and cost a machine without a GPU next to nothing. */
          animation: turn 1s steps(10) infinite;
        }
        .bar > .done {
          transition: transform 150ms linear;
        }
        .unknown > .done {
          width: 20%;
          animation: slide 1.6s linear infinite;
        }
      }
      @media (forced-colors: active) {
        .bar > .done {
          background: Highlight;
          forced-color-adjust: none;
        }
      }
      @keyframes turn {
        to {
          transform: rotate(1turn);
        }
      }
      @keyframes slide {
        from {
          translate: -100%;
        }
        to {
          translate: 500%;
        }
      }
    `,
  ];
}
