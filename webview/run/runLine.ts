/** A run's own settings in one line, and what can be done with them. Knows a run; asks for nothing itself. */
import { LitElement, type TemplateResult, css, html, nothing } from "lit";
import { particlesOf } from "../../src/protocol/specification.ts";
import type { RunView } from "../../src/protocol/panel.ts";
import { icon } from "../controls/icons.ts";
import { toDraft } from "../form/formDraft.ts";
import { clip, shortLine } from "../../src/protocol/shortText.ts";
import { plainText } from "../../src/protocol/plainText.ts";
import { modelsOf } from "../../src/protocol/modelInfo.ts";
import { plural } from "../../src/protocol/numberWords.ts";
import { ask } from "../host/events.ts";
import { actionStyles, baseStyles } from "../theme.ts";
import { isActive } from "../../src/protocol/activeRun.ts";
import { weightedNames } from "../../src/protocol/rewardWords.ts";
import { isReport } from "../host/place.ts";

export class RunLine extends LitElement {
  static override properties = { run: { attribute: false } };
  static override styles = [
    baseStyles,
    actionStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px 8px;
      }
      .settings {
        flex: 1 1 260px;
        min-width: 0;
        overflow-wrap: anywhere;
        font-size: 12px;
        unicode-bidi: isolate;
        user-select: text;
      }
      .actions {
        display: inline-flex;
        flex-wrap: wrap;
        align-items: center;
      }
      .actions .action {
        color: var(--vscode-textLink-foreground);
      }
    `,
  ];
  declare run: RunView;

  #origin(): unknown {
    const { origin } = this.run;
    if (origin === undefined) return nothing;
    return html` ·
      <a
        href="#"
        role="button"
        title=${origin.run}
        @click=${(event: Event) => {
          event.preventDefault();
          ask(this, "open", { what: "run", path: origin.run });
        }}
        >branched from #${origin.particle} at step ${origin.step} of another run</a
      >`;
  }

  protected override render(): TemplateResult {
    return html`<span class="settings quiet">${settingsLine(this.run)}${this.#origin()}</span>
      ${isReport() ? nothing : this.#actions()}`;
  }

  #actions(): TemplateResult {
    return html`<span class="actions">
      <button
        class="action text"
        title="Put this run's settings into the panel's form"
        @click=${() => ask(this, "useSettings", undefined)}
      >
        Use these settings
      </button>
      <button
        class="action text"
        title="Copy the command that makes this run in a terminal"
        @click=${() => ask(this, "copyCommand", undefined)}
      >
        ${icon("copy")}Copy as command
      </button>
      <button
        class="action text"
        title="A report, a table, all images or how the best came to be, as files"
        aria-disabled=${isActive(this.run)}
        @click=${() => !isActive(this.run) && ask(this, "export", undefined)}
      >
        ${icon("save")}Export…
      </button>
      <button
        class="action text"
        title="Run this run again, as it was asked for"
        @click=${() => ask(this, "repeat", undefined)}
      >
        ${icon("refine")}Run again
      </button>
      <button
        class="action text"
        title="Run this run again as it was made, on its device and with its threads, and compare every record"
        aria-disabled=${this.run.status !== "done"}
        @click=${() => this.run.status === "done" && ask(this, "repeatExactly", undefined)}
      >
        ${icon("check")}Repeat exactly
      </button>
    </span>`;
  }
}

const longest = 200;
const longestPrompt = 60;

/** Model, prompt, rewards with their weights, λ, N, steps, seed, device. */
function settingsLine({ specification, steps, device, groups }: RunView): unknown {
  const { prompt, rewards, strength, islands, seed } = toDraft(specification);
  const prompts = groups.length / islands;
  const others = prompts > 1 ? ` and ${plural(prompts - 1, "other prompt")}` : "";
  const parts = [
    clip(plainText(modelsOf(specification), Infinity), longest),
    prompt.trim() === "" ? "no prompt" : `“${shortLine(plainText(prompt, 1000), longestPrompt)}”${others}`,
    clip(plainText(weightedNames(rewards), Infinity), longest),
    `λ ${strength}`,
    `N ${particlesOf(specification)}${islands === 1 ? "" : ` on ${plural(islands, "island")}`}`,
    ...(steps > 0 ? [plural(steps, "step")] : []),
    `seed ${seed}`,
    ...(device === undefined ? [] : [device.provider]),
  ];
  // Whichever way one of them is written, the others stand where they do.
  return parts.map((part, i) => html`${i === 0 ? "" : " · "}<bdi>${part}</bdi>`);
}
