/** What a person says of a particle, on its card: its vote, and while the run waits the buttons for it. Knows no card: it is given what a vote does. */
import { type TemplateResult, css, html, nothing } from "lit";
import { formatEss } from "../../src/protocol/numberWords.ts";
import { voteWords, type Vote, type VoteDeed } from "../../src/protocol/votes.ts";
import { cardAction } from "../particles/cardAction.ts";

/** On a card, while the run waits. */
export const voteKeys: Readonly<Record<string, VoteDeed>> = {
  "+": "raise",
  "=": "raise",
  "-": "lower",
  "−": "lower",
  k: "kill",
  Enter: "keep",
};

export interface CardVote {
  /** Undefined: none. */
  readonly vote: Vote | undefined;
  readonly isOpen: boolean;
  /** How many copies its weight asks for, votes included. */
  readonly copies: number | undefined;
  readonly cast: (deed: VoteDeed) => void;
}

export function cardVotes({ vote, isOpen, copies, cast }: CardVote, isTabStop: boolean): unknown {
  if (!isOpen) return nothing;
  const deed = (name: VoteDeed, label: string, title: string, pressed: boolean): TemplateResult =>
    cardAction({ picture: pictures[name], label, title, pressed, act: () => cast(name) }, isTabStop);
  const [isRaised, isLowered] = [typeof vote === "number" && vote > 0, typeof vote === "number" && vote < 0];
  return html`<div class="votes" role="group" aria-label="Your vote">
    ${deed("raise", "Raise", "Double its weight (+)", isRaised)}
    ${deed("lower", "Lower", "Halve its weight (−)", isLowered)}
    ${deed("kill", "Kill", "Its weight becomes 0: it goes on no more (K)", vote === "kill")}
    ${deed("keep", "Keep", "It counts as it is, and the next one is looked at (Enter)", vote === 0)}
    ${
      copies === undefined
        ? nothing
        : html`<span class="outlook quiet" title="So many copies its weight asks for, your votes included"
            >→ ${formatEss(copies)}<span class="hidden-text"> copies</span></span
          >`
    }
  </div>`;
}

/** Beside the reward: what was said. */
export function voteBadge(vote: Vote | undefined): unknown {
  return vote === undefined
    ? nothing
    : html`<span class="badge vote" title="Your vote: what its weight is multiplied by">${voteWords(vote)}</span>`;
}

const pictures = { raise: "add", lower: "minus", kill: "close", keep: "check" } as const;

export const cardVoteStyles = css`
  .votes {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px;
    margin: 0 -4px 2px;
  }
  .votes .action {
    gap: 3px;
    padding: 0 5px 0 3px;
    font-size: 11px;
  }
  .votes .icon {
    width: 14px;
    height: 14px;
  }
  .outlook {
    margin-left: auto;
    padding-right: 4px;
    font-size: 11px;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  :host([vote="kill"]) {
    border-left: 4px solid var(--vscode-charts-red);
    padding-left: 7px;
  }
  /* Paler text could not be read. */
  :host([vote="kill"]) p {
    text-decoration: line-through;
  }
  :host([vote="kill"]) fk-picture {
    opacity: 0.55;
  }
  :host([vote="lower"]) {
    border-left: 4px solid rgb(from var(--vscode-charts-orange, var(--vscode-foreground)) r g b / 1);
    padding-left: 7px;
  }
  :host([vote="raise"]) {
    border-left: 4px solid var(--vscode-charts-green);
    padding-left: 7px;
  }
  :host([vote="keep"]) {
    border-left: 4px solid var(--vscode-descriptionForeground);
    padding-left: 7px;
  }
`;

export function voteKindOf(vote: Vote | undefined): "kill" | "lower" | "raise" | "keep" | undefined {
  if (vote === undefined || vote === "kill") return vote;
  if (vote === 0) return "keep";
  return vote < 0 ? "lower" : "raise";
}
