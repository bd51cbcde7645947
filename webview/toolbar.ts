/** The page's first row: run, stop, how the run stands, the form's switch. Drawn by the app, in whose styles it stands. */
import { type TemplateResult, html, nothing } from "lit";
import type { PanelState, RunView } from "../src/protocol/panel.ts";
import { refusedResumption } from "../src/protocol/resumption.ts";
import { icon } from "./controls/icons.ts";
import { ask } from "./host/events.ts";
import { isActive } from "../src/protocol/activeRun.ts";

export interface ToolbarOptions {
  readonly formShown: boolean;
  readonly run: () => void;
  /** Shows the form, or hides it. */
  readonly showForm: () => void;
}

/** At once, or so that nothing that it has done is lost. */
function stopButtons({ status, stopping }: RunView): TemplateResult {
  const isOff = stopping !== undefined || status !== "running";
  return html`<vscode-button
      appearance="secondary"
      title=${stopping === "now" ? "End the engine in the midst of its model call" : "Stop the run and keep what it reached"}
      @click=${(event: Event) => ask(event.currentTarget!, "stop", undefined)}
      >${icon("stop", "start")}Stop now</vscode-button
    ><button
      class="action"
      aria-disabled=${isOff}
      aria-label="Stop after this step"
      title="Stop after this step: once the next scored step is kept whole, so that resuming the run loses nothing"
      @click=${(event: Event) => isOff || ask(event.currentTarget!, "stopAfterStep", undefined)}
    >
      ${icon("stopAfterStep")}
    </button>`;
}

function waitingRuns(waiting: number): TemplateResult | typeof nothing {
  if (waiting === 0) return nothing;
  return html`<button
    class="action text"
    title="Runs that wait their turn: put them in another order, take them out"
    @click=${(event: Event) => ask(event.currentTarget!, "open", { what: "queue" })}
  >
    ${icon("clock")}${waiting} waiting
  </button>`;
}

/** Where screen readers begin. */
const title = html`<h1 class="hidden-text">FK Steering</h1>`;

export function toolbar({ run, place, waiting = 0 }: PanelState, options: ToolbarOptions): TemplateResult {
  const active = isActive(run);
  const stop = run !== undefined && active ? stopButtons(run) : nothing;
  const resume =
    run !== undefined && refusedResumption(run) === undefined
      ? html`<vscode-button
          appearance="secondary"
          title=${run.status === "paused" ? "Select by the weights and your votes, and go on (G on a card)" : "Go on from the last scored step, in the run's own file"}
          @click=${(event: Event) => ask(event.currentTarget!, "resume", undefined)}
          >${icon("resume", "start")}${run.status === "paused" ? "Go on" : "Resume"}</vscode-button
        >`
      : nothing;
  const progress =
    run === undefined ? html`<span class="grow"></span>` : html`<fk-progress class="grow" .run=${run}></fk-progress>`;
  if (place === "report") return html`<header>${title}${progress}</header>`;
  if (place === "editor") return html`<header>${title}${stop}${resume}${progress}</header>`;
  const label = options.formShown ? "Hide the form" : "Show the form";
  return html`<header>
    ${title}<vscode-button
      title=${active ? "Run when the runs before it are over (Ctrl+Enter)" : "Run (Ctrl+Enter)"}
      aria-keyshortcuts="Control+Enter Meta+Enter"
      @click=${options.run}
      >${icon("run", "start")}Run</vscode-button
    >
    ${stop}${resume}${progress}${waitingRuns(waiting)}
    <button
      class="action toggle"
      title=${label}
      aria-label=${label}
      aria-expanded=${options.formShown}
      @click=${options.showForm}
    >
      ${icon("settings")}
    </button>
  </header>`;
}
