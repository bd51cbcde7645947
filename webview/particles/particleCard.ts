/** One distinct text or image: what it is worth, what to do with it. Knows one fold; the grid knows the rest. */
import { LitElement, type TemplateResult, html, nothing } from "lit";
import { ask, emit } from "../host/events.ts";
import type { ParticleView } from "../../src/protocol/particle.ts";
import type { ParticleFold } from "../../src/protocol/foldParticles.ts";
import { formatNumber, formatWeight } from "../../src/protocol/numberWords.ts";
import { cardAction } from "./cardAction.ts";
import { particleCardStyles } from "./particleCardStyles.ts";
import { hues, hueStyles } from "../hues.ts";
import { share } from "../run/share.ts";
import { type CardDeed, faceOf } from "./faces.ts";
import { modalityOf } from "../../src/protocol/modality.ts";
import { actionStyles, baseStyles, maskedStyles } from "../theme.ts";
import { cardVotes, cardVoteStyles, voteBadge, voteKeys, voteKindOf, type CardVote } from "../votes/cardVotes.ts";
import { isReport } from "../host/place.ts";

/** Most particles that a tooltip lists. */
const mostListed = 50;
/** How long "Copied" stays. */
const copiedTime = 1500;

/** What all cards of a run share. */
export interface CardContext {
  /** Names of the run's rewards, in order. */
  readonly rewards: readonly string[];
  readonly suffix: string;
  /** The largest weight of a card: a full bar. */
  readonly heaviest: number;
  /** Why it cannot be copied, if so. */
  readonly noCopy: string | undefined;
  /** Why the text cannot be inserted, if so. */
  readonly noInsert: string | undefined;
  /** The name of the document that takes it; undefined: a new one. */
  readonly insertsInto: string | undefined;
  /** Why images cannot be saved or opened, if so. */
  readonly noSave: string | undefined;
  /** Why the particle's path cannot be refined, if so. */
  readonly noRefine: string | undefined;
  /** The scored step that was gone back to; undefined: the newest, from which nothing branches. */
  readonly past: number | undefined;
}

export class ParticleCard extends LitElement {
  static override properties = {
    fold: { attribute: false },
    context: { attribute: false },
    badges: { attribute: false },
    active: { type: Boolean },
    chosen: { type: Boolean, reflect: true },
    vote: { attribute: false },
    earlier: { attribute: false },
    copied: { state: true },
  };
  static override styles = [baseStyles, actionStyles, maskedStyles, hueStyles, particleCardStyles, cardVoteStyles];
  declare fold: ParticleFold;
  declare context: CardContext;
  /** "best", "draw" */
  declare badges: readonly string[];
  /** Its buttons are in the tab order. */
  declare active: boolean;
  /** It is one of those to be compared. */
  declare chosen: boolean;
  /** What a person says of it. */
  declare vote: CardVote | undefined;
  /** What it or its ancestor was at the scored step before; undefined where that is not told. */
  declare earlier: ParticleView | undefined;
  declare copied: boolean;

  /** Does what a key on it stands for; false where that is nothing. */
  act(key: string): boolean {
    const deed = this.vote?.isOpen === true ? voteKeys[key] : undefined;
    if (deed !== undefined) {
      this.vote?.cast(deed);
      return true;
    }
    const name = faceOf(this.fold.lead).keys[key];
    if (name === undefined) return false;
    this.#deeds[name]();
    return true;
  }

  get #refused(): Readonly<Partial<Record<CardDeed, string | undefined>>> {
    const { noCopy, noInsert, noSave, noRefine, past } = this.context;
    const branch = past === undefined ? "Go back to a scored step to branch from it" : undefined;
    return { branch, insert: noInsert, open: noSave, save: noSave, copy: noCopy, refine: noRefine };
  }

  readonly #deeds: Readonly<Record<CardDeed, () => void>> = {
    insert: () => this.#askFor("insert", "insert"),
    open: () => this.#askFor("open", "show"),
    save: () => this.#askFor("save", "save"),
    refine: () => this.#askFor("refine", "refine"),
    branch: () => {
      const { past: step } = this.context;
      if (step !== undefined) ask(this, "branch", { step, particle: this.fold.lead.index });
    },
    tokens: () => emit(this, "fk-tokens", { particle: this.fold.lead.index }),
    pin: () => emit(this, "fk-pin", { card: this.fold.key }),
    copy: () => {
      if (this.context.noCopy !== undefined) return;
      const done = (): void => {
        this.copied = true;
        setTimeout(() => (this.copied = false), copiedTime);
      };
      emit(this, "fk-copy", { particle: this.fold.lead.index, done });
    },
  };

  #askFor(deed: CardDeed, request: "insert" | "show" | "save" | "refine"): void {
    if (this.#refused[deed] === undefined) ask(this, request, { particle: this.fold.lead.index });
  }

  protected override willUpdate(): void {
    const kind = voteKindOf(this.vote?.vote);
    if (kind === undefined) this.removeAttribute("vote");
    else this.setAttribute("vote", kind);
  }

  protected override render(): TemplateResult {
    const { fold } = this;
    const { lead } = fold;
    const { reward } = lead;
    return html`<header>
        ${
          reward === -Infinity
            ? html`<span class="reward violated" title="Reward −∞: a hard constraint is violated">−∞</span
                ><span class="violation">violates a hard constraint</span>`
            : html`<span class="reward" title="Reward">${formatNumber(reward)}</span>`
        }
        <span class="number quiet" title="Its number: tables and reports use it">#${lead.index}</span>
        ${
          fold.count > 1
            ? html`<span
                class="count"
                title="Particles ${numbered(fold.indices, mostListed)} have this ${modalityOf(lead).one}"
                >×${fold.count}</span
              >`
            : nothing
        }
        ${this.badges.map((badge) => html`<span class="badge" title=${badgeTitles[badge] ?? ""}>${badge}</span>`)}
        ${voteBadge(this.vote?.vote)} ${this.#weight()}
      </header>
      ${this.vote === undefined ? nothing : cardVotes(this.vote, this.active)}
      ${faceOf(lead).body(lead, { suffix: this.context.suffix, earlier: this.earlier })}
      <footer>
        <span class="facts quiet">${this.#ancestors()}${this.#parts()}</span>
        ${this.#actions()}
      </footer>`;
  }

  #weight(): TemplateResult {
    const { weight, count } = this.fold;
    const part = this.context.heaviest > 0 ? weight / this.context.heaviest : 0;
    return html`<span
      class="weight"
      title="Weight ${weight.toPrecision(4)}${count > 1 ? `, of ${count} particles together` : ""}"
    >
      <span class="meter"><span class="level" ${share(part)}></span></span>
      <span class="amount">${formatWeight(weight)}</span>
    </span>`;
  }

  #parts(): unknown {
    const { rewards } = this.context;
    if (rewards.length < 2) return nothing;
    return this.fold.lead.parts.map(
      (part, i) =>
        html`<span class="fact" title="What ${rewards[i]} gave, before its weight"
          >${rewards[i]} ${formatNumber(part)}</span
        >`,
    );
  }

  #ancestors(): TemplateResult {
    const { ancestors } = this.fold;
    const title = `Descends from initial ${ancestors.length === 1 ? "particle" : "particles"} ${numbered(ancestors, mostListed)}`;
    const hue = (ancestors[0] ?? 0) % hues.length;
    return html`<span class="fact" title=${title}
      ><i class="root ${hues[hue]}"></i>from ${numbered(ancestors, 2)}</span
    >`;
  }

  #actions(): TemplateResult {
    const buttons = {
      does: this.#deeds,
      refused: this.#refused,
      copied: this.copied,
      pinned: this.chosen,
      insertsInto: this.context.insertsInto,
    };
    const { pin, copy } = this.#deeds;
    const actions = faceOf(this.fold.lead)
      .actions(buttons)
      .filter(({ act }) => !isReport() || act === pin || act === copy);
    return html`<span class="actions">${actions.map((one) => cardAction(one, this.active))}</span>`;
  }
}

function numbered(indices: readonly number[], most: number): string {
  const some = indices.slice(0, most).map((one) => `#${one}`);
  return some.join(", ") + (indices.length > most ? " …" : "");
}

const badgeTitles: Readonly<Record<string, string>> = {
  best: "The highest reward of all particles",
  draw: "Drawn by weight: a sample of the steered distribution",
};
