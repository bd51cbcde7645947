/** All particles of a prompt as cards, walked with arrow keys. Knows a run; asks for nothing itself. */
import { LitElement, type PropertyValues, type TemplateResult, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { PanelState, RunView } from "../../src/protocol/panel.ts";
import type { ParticleView } from "../../src/protocol/particle.ts";
import { refusedRefinement } from "../../src/protocol/refinement.ts";
import { refusedCopy, refusedSaving } from "../../src/protocol/saving.ts";
import { ask, emit, type PanelEvent, type PanelEvents } from "../host/events.ts";
import { afterPaint } from "../host/firstView.ts";
import { rewardNames } from "./comparedParticles.ts";
import { arrange, orders, type Order } from "./arrange.ts";
import type { ParticleFold } from "../../src/protocol/foldParticles.ts";
import { formatCount, plural } from "../../src/protocol/numberWords.ts";
import { clip } from "../../src/protocol/shortText.ts";
import { type Places, motionAllowed, moveFrom, placesOf } from "./moveCards.ts";
import type { CardContext, ParticleCard } from "./particleCard.ts";
import { badges, spoken } from "./cardWords.ts";
import { cardTools } from "./cardTools.ts";
import { particleGridStyles } from "./particleGridStyles.ts";
import { rovingTarget } from "./roving.ts";
import { isActive } from "../../src/protocol/activeRun.ts";
import type { VoteDeed } from "../../src/protocol/votes.ts";
import { voteKeys, type CardVote } from "../votes/cardVotes.ts";
import type { ShownVotes } from "../votes/voting.ts";
import { toDraft } from "../form/formDraft.ts";
import { actionStyles, baseStyles, controlStyles, maskedStyles } from "../theme.ts";
import { modalities, modalityOf, modalityOfAll } from "../../src/protocol/modality.ts";

/** More cards than one looks at; the rest come on demand, so that thousands of particles do not hold the page up. */
const pageSize = 100;
/** Cards that are drawn at once; the others of a page follow when these are seen. */
const atSight = 12;

/** What decides which cards there are. */
const arranging = ["run", "group", "order", "filter", "past"] as const;

export class ParticleGrid extends LitElement {
  static override properties = {
    run: { attribute: false },
    group: { attribute: false },
    label: {},
    panel: { attribute: false },
    most: { state: true },
    activeKey: { state: true },
    order: { state: true },
    filter: { state: true },
    dense: { type: Boolean, reflect: true },
    past: { attribute: false },
    earlier: { attribute: false },
    kin: { attribute: false },
    at: { attribute: false },
    voted: { attribute: false },
  };
  declare run: RunView;
  /** Index of the group. */
  declare group: number;
  /** Whose particles they are, where that is said above them; else "". */
  declare label: string;
  declare panel: PanelState;
  declare most: number;
  /** The key of the card that Tab goes to. */
  declare activeKey: number | undefined;
  /** As asked for; undefined: kept in their places while a run goes on, the best first at its end. */
  declare order: Order | undefined;
  declare filter: string;
  /** Small cards: more of them at a glance. */
  declare dense: boolean;
  /** The step of the particles, where it is not the newest: they can be looked at, not used. */
  declare past: number | undefined;
  /** By particle: what it or its ancestor was at the scored step before; undefined where that is not told. */
  declare earlier: readonly (ParticleView | undefined)[] | undefined;
  /** The particles that descend from what is looked at, or that it descends from; undefined: nothing is looked at. */
  declare kin: ReadonlySet<number> | undefined;
  /** Index of the scored step of the particles. */
  declare at: number;
  /** What was said of the particles. */
  declare voted: ShownVotes;
  #particles: readonly ParticleView[] = [];
  #folds: readonly ParticleFold[] = [];
  /** How many cards there would be without a filter. */
  #all = 0;
  #before: Places | undefined;
  #runId: string | undefined;

  constructor() {
    super();
    this.label = "";
    this.most = atSight;
    this.filter = "";
    this.dense = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!arranging.some((name) => changed.has(name))) return;
    if (this.run.id !== this.#runId) {
      this.#runId = this.run.id;
      this.most = atSight;
      this.activeKey = undefined;
    }
    this.#particles = this.run.particles.filter((particle) => particle.group === this.group);
    // While a run goes on, or is gone back in, a card is a particle and keeps its place: what moves under the eye cannot be read.
    const all = { order: this.#order, filter: "", folds: !this.#keepsPlaces };
    this.#folds = arrange(this.#particles, { ...all, filter: this.filter });
    this.#all = this.filter.trim() === "" ? this.#folds.length : arrange(this.#particles, all).length;
    if (this.hasUpdated && motionAllowed() && !this.#keepsPlaces) this.#before = placesOf(this.#cards);
  }

  protected override updated(): void {
    if (this.#before !== undefined) moveFrom(this.#before);
    this.#before = undefined;
    if (this.most < pageSize) afterPaint(() => (this.most = Math.max(this.most, pageSize)));
  }

  protected override render(): TemplateResult {
    const { run } = this;
    const folds = this.#folds.slice(0, this.most);
    const active = folds.some((one) => one.key === this.activeKey) ? this.activeKey : folds[0]?.key;
    const context = this.#context();
    const rest = this.#folds.length - Math.max(this.most, pageSize);
    return html`${this.#heading()}
      <div
        class="cards ${modalityOfAll(this.#particles)}"
        role="list"
        aria-label="${this.label === "" ? "Particles" : `Particles of ${this.label}`}, ${orders[this.#order]}"
        @keydown=${(event: KeyboardEvent) => this.#key(event)}
        @fk-pin=${({ detail }: PanelEvent<"fk-pin">) => this.#pin(detail.card)}
      >
        ${repeat(
          folds,
          (one) => one.key,
          (one, rank) => {
            const marks = {
              badges: this.past === undefined ? badges(one, run) : [],
              isChosen: this.#pinned.some((index) => one.indices.includes(index)),
            };
            const vote = this.#voteOf(one);
            return html`<fk-card
              role="listitem"
              tabindex=${one.key === active ? 0 : -1}
              aria-label=${spoken(one, rank, { ...marks, vote: vote?.vote })}
              .fold=${one}
              .context=${context}
              .badges=${marks.badges}
              ?active=${one.key === active}
              .vote=${vote}
              .earlier=${this.earlier?.[one.lead.index]}
              ?chosen=${marks.isChosen}
              ?kin=${one.indices.some((index) => this.kin?.has(index) === true)}
              @focusin=${() => {
                this.activeKey = one.key;
                this.#look(one);
              }}
              @focusout=${() => this.#look(undefined)}
              @pointerenter=${() => this.#look(one)}
              @pointerleave=${() => this.#look(undefined)}
            ></fk-card>`;
          },
        )}
      </div>
      ${this.#folds.length === 0 && this.#all > 0 ? html`<p class="quiet" role="status">Nothing here matches “${clip(this.filter.trim(), 60)}”.</p>` : nothing}
      ${
        rest > 0
          ? html`<vscode-button appearance="secondary" @click=${() => void this.#showMore()}
              >Show ${Math.min(rest, pageSize)} more of ${formatCount(rest)}</vscode-button
            >`
          : nothing
      }`;
  }

  /** The button goes with the last of them: then the first that it brought has the focus. */
  async #showMore(): Promise<void> {
    const before = this.#cards.length;
    this.most = Math.max(this.most, pageSize) + pageSize;
    await this.updateComplete;
    if (this.#folds.length <= this.most) this.#cards[before]?.focus();
  }

  /** Under somebody's heading only what that does not say, if there is anything. */
  #heading(): unknown {
    const [legend, tools] = [this.#legend(), this.#tools()];
    if (this.label !== "" && legend === nothing && tools === nothing) return nothing;
    const name = this.label === "" ? html`<h2>Particles</h2>` : nothing;
    return html`<div class="heading">${name} <span class="quiet">${this.#summary()}</span> ${legend} ${tools}</div>`;
  }

  get #order(): Order {
    return this.order ?? (this.#keepsPlaces ? "slot" : "reward");
  }

  get #keepsPlaces(): boolean {
    return isActive(this.run) || this.run.status === "paused" || this.past !== undefined;
  }

  /** None where there are few cards. */
  #tools(): unknown {
    if (this.#particles.length < 3) return nothing;
    const { filter, dense } = this;
    const hasWords = modalityOfAll(this.#particles) === "text";
    return cardTools({ filter, dense, order: this.#order, hasWords }, (change) => Object.assign(this, change));
  }

  /** The pinned particles of this run, in the order in which they were pinned. */
  get #pinned(): number[] {
    return this.panel.pins.flatMap(({ run, particle }) => (run === this.run.id ? [particle.index] : []));
  }

  /** Of a card with several particles, the vote that they have in common. */
  #voteOf({ lead, indices }: ParticleFold): CardVote | undefined {
    const { votes, isOpen, copies } = this.voted;
    const vote = votes.get(lead.index);
    const isCommon = indices.every((index) => votes.get(index) === vote);
    if (!isOpen && (vote === undefined || !isCommon)) return undefined;
    return { vote, isOpen, copies: copies?.[lead.index], cast: (deed) => this.#cast(lead.index, deed) };
  }

  #cast(particle: number, deed: VoteDeed): void {
    ask(this, "vote", { step: this.run.step, particle, deed });
    // What is settled is left for the next.
    if (deed !== "keep" && deed !== "kill") return;
    const next = this.#cards[this.#folds.findIndex(({ lead }) => lead.index === particle) + 1];
    if (next === undefined) this.#beyond("ArrowRight", 0);
    else next.focus();
  }

  /** Into the band before or after, if there is one. */
  #beyond(key: string, column: number): void {
    const isForward = key === "ArrowRight" || key === "ArrowDown";
    if (!isForward && key !== "ArrowLeft" && key !== "ArrowUp") return;
    const isAcross = key === "ArrowLeft" || key === "ArrowRight";
    emit(this, "fk-beyond", { isForward, column: isAcross ? (isForward ? 0 : Infinity) : column });
  }

  /** Goes to a card of the first row, or of the last one. */
  focusEdge({ isForward, column }: PanelEvents["fk-beyond"]): void {
    const cards = this.#cards;
    const columns = columnsOf(cards);
    const first = isForward ? 0 : Math.floor((cards.length - 1) / columns) * columns;
    cards[Math.min(first + column, isForward ? columns - 1 : Infinity, cards.length - 1)]?.focus();
  }

  /** Its ancestors and descendants are shown in every view. */
  #look(fold: ParticleFold | undefined): void {
    const place = fold === undefined || this.at < 0 ? undefined : { at: this.at, particle: fold.lead.index };
    emit(this, "fk-look", { place });
  }

  /** A fold goes by the particle of it that is pinned, if one is. */
  #pin(key: number): void {
    const fold = this.#folds.find((one) => one.key === key);
    if (fold === undefined) return;
    ask(this, "pin", { particle: this.#pinned.find((index) => fold.indices.includes(index)) ?? fold.lead.index });
  }

  /** Goes to the card that was pinned last. */
  focusPinned(): void {
    const last = this.#pinned.at(-1);
    if (last !== undefined) this.focusParticle(last);
  }

  /** Goes to the card that a particle is on, if it is one of these. */
  focusParticle(particle: number): void {
    this.#cards[this.#folds.findIndex(({ indices }) => indices.includes(particle))]?.focus();
  }

  #context(): CardContext {
    const { suffix } = toDraft(this.run.specification);
    const past =
      this.past === undefined ? undefined : `This is what it was at step ${this.past}: go to the newest step to use it`;
    return {
      rewards: rewardNames(this.run.specification, this.panel.rewards),
      suffix,
      heaviest: Math.max(0, ...this.#folds.map((one) => one.weight)),
      noCopy: past ?? refusedCopy(this.run),
      noInsert: past,
      insertsInto: this.panel.insertsInto,
      noSave: past ?? refusedSaving(this.run),
      noRefine: past ?? refusedRefinement(this.run),
      past: this.past,
    };
  }

  #summary(): string {
    const count = this.#particles.length;
    const { one, many } = modalities[modalityOfAll(this.#particles)];
    const shown = this.#folds.length;
    if (shown < this.#all) return `${formatCount(shown)} of ${formatCount(this.#all)} ${this.#all === 1 ? one : many}`;
    return this.#all === count ? formatCount(count) : `${formatCount(count)}, ${plural(this.#all, `distinct ${one}`)}`;
  }

  #legend(): unknown {
    const masked = this.#folds.slice(0, this.most).some(({ lead }) => modalityOf(lead).isUnfinished(lead));
    if (!masked) return nothing;
    const news = this.earlier === undefined ? nothing : html`<ins>word</ins> new since the scored step before`;
    return html`<span class="legend quiet"><span class="masked">guess</span> still masked ${news}</span>`;
  }

  get #cards(): ParticleCard[] {
    return [...this.renderRoot.querySelectorAll<ParticleCard>("fk-card")];
  }

  #key(event: KeyboardEvent): void {
    const cards = this.#cards;
    const from = cards.indexOf(event.target as ParticleCard);
    // Keys pressed on a card's own buttons are theirs.
    const onCard = event.composedPath()[0] === cards[from];
    if (this.#keyOfPause(event)) return;
    if (from < 0 || !onCard || event.ctrlKey || event.metaKey || event.altKey) return;
    const columns = columnsOf(cards);
    const to = rovingTarget(event.key, from, cards.length, columns);
    if (to === from) this.#beyond(event.key, from % columns);
    else if (to !== undefined) cards[to]?.focus();
    else if (event.key === "Escape" && this.#pinned.length > 0) emit(this, "fk-unpin", undefined);
    else if (this.#voteTooEarly(event.key, from)) {
      // The host says why it does not count.
    } else if (!cards[from]!.act(event.key.length === 1 ? event.key.toLowerCase() : event.key)) return;
    event.preventDefault();
  }

  /** A vote on a particle of a step that has been selected from already, while the run waits at another. */
  #voteTooEarly(key: string, card: number): boolean {
    const { past: step, run } = this;
    const particle = this.#folds[card]?.lead.index;
    if (run.status !== "paused" || step === undefined || particle === undefined || key === "Enter") return false;
    const deed = voteKeys[key.toLowerCase()];
    if (deed === undefined) return false;
    ask(this, "vote", { step, particle, deed });
    return true;
  }

  /** What keys do wherever one is among the cards of a run that waits; true where it was one of those. */
  #keyOfPause(event: KeyboardEvent): boolean {
    if (this.run.status !== "paused" || event.altKey || event.shiftKey) return false;
    const key = event.key.toLowerCase();
    const isUndo = event.ctrlKey || event.metaKey ? key === "z" : key === "u";
    const isGoOn = !event.ctrlKey && !event.metaKey && key === "g";
    if (!isUndo && !isGoOn) return false;
    ask(this, isUndo ? "unvote" : "resume", undefined);
    event.preventDefault();
    return true;
  }

  static override styles = [baseStyles, actionStyles, controlStyles, maskedStyles, particleGridStyles];
}

function columnsOf(cards: readonly HTMLElement[]): number {
  const top = cards[0]?.offsetTop;
  const next = cards.findIndex((one) => one.offsetTop !== top);
  return next < 0 ? cards.length : next;
}
