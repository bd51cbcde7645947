/** What should be known about a run or the workspace, each said once. Knows the state; keeps which notices were closed. */
import { failureText } from "../form/fieldLabel.ts";
import { LitElement, type TemplateResult, css, html } from "lit";
import type { PanelPayload, PanelState, RunView } from "../../src/protocol/panel.ts";
import { ask } from "../host/events.ts";
import { plainText } from "../../src/protocol/plainText.ts";
import { clip } from "../../src/protocol/shortText.ts";
import type { Problem } from "../host/problem.ts";
import { fileName } from "../../src/protocol/rewardWords.ts";
import { isActive } from "../../src/protocol/activeRun.ts";
import { namedFile } from "./namedFile.ts";
import { baseStyles } from "../theme.ts";

const longest = 2000;

function said(text: string): string {
  return clip(plainText(text, Infinity), longest);
}

export class Notices extends LitElement {
  static override properties = { panel: { attribute: false }, problem: { attribute: false } };
  static override styles = [
    baseStyles,
    css`
      fk-notice {
        margin-bottom: 8px;
      }
      .links {
        display: inline-flex;
        flex-wrap: wrap;
        gap: 12px;
        margin-left: 4px;
      }
    `,
  ];
  declare panel: PanelState;
  /** What the page itself was refused. */
  declare problem: Problem | undefined;
  readonly #dismissed = new Set<string>();

  protected override render(): unknown {
    return [
      this.#problem(),
      this.#failure(),
      this.#untrusted(),
      this.#sandbox(),
      this.#changed(),
      this.#repeated(),
      this.#warnings(),
    ];
  }

  #problem(): unknown {
    const { problem } = this;
    if (problem === undefined) return undefined;
    const file = problem.file;
    return html`<fk-notice kind="error" dismissible
      >${problem.message}
      ${file === undefined ? undefined : links([`Open ${fileName(file)}`, { what: "reward", path: file }])}
    </fk-notice>`;
  }

  #failure(): unknown {
    const { run } = this.panel;
    if (run?.status !== "failed") return undefined;
    const files = rewardFiles(run).map((path): Link => [`Open ${fileName(path)}`, { what: "reward", path }]);
    return html`<fk-notice kind="error"
      >${namedFile(said(failureText(run)), run.id)} ${links(...files, ["Show log", { what: "log" }])}</fk-notice
    >`;
  }

  #untrusted(): unknown {
    if (this.panel.trusted) return undefined;
    return html`<fk-notice kind="info"
      >Rewards of this workspace are off, because it is not trusted and a reward is code. Built-in rewards work. To use
      your own, trust the workspace (Workspaces: Manage Workspace Trust).</fk-notice
    >`;
  }

  #sandbox(): unknown {
    const { run } = this.panel;
    if (run?.sandboxed !== false || rewardFiles(run).length === 0) return undefined;
    return html`<fk-notice kind="warning"
      >Rewards are not sandboxed on this machine: they can read files and start processes. Run only rewards that you
      trust.</fk-notice
    >`;
  }

  #changed(): unknown {
    const { changedRewards: paths, run, replay } = this.panel;
    if (run === undefined || isActive(run) || paths.length === 0) return undefined;
    const names = paths.map(fileName).join(", ");
    return html`<fk-notice kind="info"
      >${names} ${paths.length === 1 ? "has" : "have"} changed since this run: its numbers are of the code as it was.
      ${
        replay === undefined
          ? "Run again, or score this run with the new code (FK Steering: Score a Run)."
          : "What it comes to with the new code stands below. Run again to steer by it."
      }
      ${links(...paths.map((path): Link => [`Open ${fileName(path)}`, { what: "reward", path }]))}</fk-notice
    >`;
  }

  #repeated(): unknown {
    const { repeated } = this.panel.run ?? {};
    if (repeated === undefined) return undefined;
    const { isSame, message, of } = repeated;
    return html`<fk-notice kind=${isSame ? "info" : "warning"}><span title=${of}>${said(message)}</span></fk-notice>`;
  }

  #warnings(): TemplateResult[] {
    const { run } = this.panel;
    return (run?.warnings ?? [])
      .map((text) => ({ text, id: `${run?.id}\n${text.slice(0, longest)}` }))
      .filter(({ id }) => !this.#dismissed.has(id))
      .map(
        ({ text, id }) =>
          html`<fk-notice
            kind="warning"
            dismissible
            @fk-dismiss=${(event: Event) => {
              event.stopPropagation();
              this.#dismissed.add(id);
              this.requestUpdate();
            }}
            >${namedFile(said(text), run!.id)}</fk-notice
          >`,
      );
  }
}

type Link = readonly [text: string, target: PanelPayload<"open">];

function links(...all: readonly Link[]): TemplateResult {
  const open = (event: Event, target: PanelPayload<"open">): void => {
    event.preventDefault();
    ask(event.currentTarget as HTMLElement, "open", target);
  };
  return html`<span class="links"
    >${all.map(([text, target]) => html`<a href="#" role="button" @click=${(event: Event) => open(event, target)}>${text}</a>`)}</span
  >`;
}

function rewardFiles(run: RunView): string[] {
  return run.specification.rewards.flatMap(({ source }) => (source.kind === "file" ? [source.path] : []));
}
