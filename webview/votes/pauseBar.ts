/** That a run waits for votes, what has been said so far, and how it goes on; of a run with votes, what that means for it. Knows a run and its ballot. */
import { LitElement, type TemplateResult, css, html, nothing } from "lit";
import type { Ballot } from "../../src/protocol/ballot.ts";
import { refusedByVotes } from "../../src/protocol/voting.ts";
import type { RunView } from "../../src/protocol/panel.ts";
import { plural } from "../../src/protocol/numberWords.ts";
import { standingVotes } from "../../src/protocol/votes.ts";
import { icon } from "../controls/icons.ts";
import { ask } from "../host/events.ts";
import { isReport } from "../host/place.ts";
import { actionStyles, baseStyles } from "../theme.ts";
import { voteKindOf } from "./cardVotes.ts";

export class PauseBar extends LitElement {
  static override properties = { run: { attribute: false }, ballot: { attribute: false }, past: { attribute: false } };
  static override styles = [
    baseStyles,
    actionStyles,
    css`
      section {
        padding: 6px 10px;
        border: 1px solid var(--vscode-contrastBorder, var(--vscode-focusBorder));
        border-left-width: 4px;
        border-radius: 4px;
        background: var(--vscode-editorWidget-background);
        font-size: 12px;
      }
      p {
        margin: 0 0 4px;
        line-height: 1.5;
      }
      kbd {
        padding: 0 4px;
        border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, currentcolor));
        border-radius: 3px;
        font-family: inherit;
        font-size: 11px;
      }
      .action.text {
        color: var(--vscode-textLink-foreground);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
      }
    `,
  ];
  declare run: RunView;
  /** Undefined where the run does not wait. */
  declare ballot: Ballot | undefined;
  /** The step that was gone back to: there are no votes there. */
  declare past: number | undefined;

  protected override render(): unknown {
    const { run, ballot } = this;
    if (ballot !== undefined) return this.#waiting(ballot);
    const steps = run.genealogy.scored.flatMap(({ step, votes }) => (votes === undefined ? [] : [step]));
    if (steps.length === 0) return nothing;
    return html`<section aria-label="Your votes">
      <div class="row">
        <span>You voted at ${steps.length === 1 ? "step" : "steps"} ${steps.join(", ")}.</span>${this.#teach()}
      </div>
    </section>`;
  }

  #waiting(ballot: Ballot): TemplateResult {
    const { run, past } = this;
    const refused = refusedByVotes(run, ballot);
    return html`<section aria-label="The run waits for your votes">
      <p>
        <b>The run waits at step ${ballot.step} of ${run.steps}</b>, weighed and not yet selected. On a card
        <kbd>+</kbd> doubles its weight, <kbd>−</kbd> halves it, <kbd>K</kbd> kills it, <kbd>Enter</kbd> keeps it as it
        is. What you leave alone is kept. Votes change what the run aims at, and it says so.
        ${past === undefined ? nothing : html`This is step ${past}: go to the newest step to vote.`}
      </p>
      <div class="row">
        <vscode-button
          title=${refused ?? "Select by the weights and your votes, and go on (G)"}
          aria-disabled=${refused !== undefined}
          aria-keyshortcuts="g"
          @click=${() => refused === undefined && ask(this, "resume", undefined)}
          >${icon("resume", "start")}Go on</vscode-button
        >
        <button
          class="action text"
          title="Take the last vote back (U, Ctrl+Z)"
          aria-keyshortcuts="u Control+Z Meta+Z"
          aria-disabled=${ballot.cast.length === 0}
          @click=${() => ballot.cast.length > 0 && ask(this, "unvote", undefined)}
        >
          Undo
        </button>
        <span role="status">${refused ?? tally(ballot)}</span>
        ${this.#teach()}
      </div>
    </section>`;
  }

  /** Only where there is something to learn from. */
  #teach(): unknown {
    const isVoted = this.run.genealogy.scored.some(({ votes }) => votes !== undefined);
    if (!isVoted || isReport()) return nothing;
    return html`<button
      class="action text"
      title="Learn what you voted for, and write it as a reward of this workspace"
      @click=${() => ask(this, "teach", undefined)}
    >
      Save votes as a reward…
    </button>`;
  }
}

/** "2 raised, 1 killed" */
function tally({ cast }: Ballot): string {
  const kinds = [...standingVotes(cast).values()].map(voteKindOf);
  const count = (kind: ReturnType<typeof voteKindOf>): number => kinds.filter((one) => one === kind).length;
  const parts = [
    [count("raise"), "raised"],
    [count("lower"), "lowered"],
    [count("kill"), "killed"],
    [count("keep"), "kept"],
  ] as const;
  const said = parts.flatMap(([number, word]) => (number === 0 ? [] : [`${number} ${word}`]));
  return said.length === 0 ? `No vote yet` : `${said.join(", ")} of ${plural(kinds.length, "vote")}`;
}
