/** All particles of a prompt as cards, the best first, walked with arrow keys. Knows a run; asks for nothing itself. */
import { LitElement, type PropertyValues, type TemplateResult, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { GroupView, PanelState, RunStatus, RunView } from "../../src/protocol/panel.ts";
import type { ParticleView } from "../../src/protocol/run.ts";
import { refusedRefinement } from "../../src/protocol/refinement.ts";
import { refusedSaving } from "../../src/protocol/saving.ts";
import type { PanelEvents } from "../host/events.ts";
import { findReward, sourceName } from "../form/rewardOptions.ts";
import { type ParticleFold, foldParticles } from "./foldParticles.ts";
import { formatCount, formatNumber, formatWeight, plural } from "../format.ts";
import { type Places, motionAllowed, moveFrom, placesOf } from "./moveCards.ts";
import type { CardContext, ParticleCard } from "./particleCard.ts";
import { toggled } from "./pairing.ts";
import { particleGridStyles } from "./particleGridStyles.ts";
import { rovingTarget } from "./roving.ts";
import { toDraft } from "../form/formDraft.ts";
import { baseStyles, controlStyles, maskedStyles } from "../theme.ts";

/** More cards than one looks at; the rest come on demand, so that thousands of particles do not hold the page up. */
const pageSize = 100;

export class ParticleGrid extends LitElement {
  static override properties = {
    run: { attribute: false },
    group: { attribute: false },
    panel: { attribute: false },
    most: { state: true },
    activeKey: { state: true },
    chosen: { state: true },
  };
  declare run: RunView;
  /** Index of the prompt. */
  declare group: number;
  declare panel: PanelState;
  declare most: number;
  /** Of the card that Tab goes to. */
  declare activeKey: number | undefined;
  /** Keys of the cards to be compared: at most two, the one chosen last behind. */
  declare chosen: readonly number[];
  #particles: readonly ParticleView[] = [];
  #folds: readonly ParticleFold[] = [];
  #before: Places | undefined;
  #runId: string | undefined;

  constructor() {
    super();
    this.most = pageSize;
    this.chosen = [];
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("run") && !changed.has("group")) return;
    if (this.run.id !== this.#runId) {
      this.#runId = this.run.id;
      this.most = pageSize;
      this.activeKey = undefined;
      this.chosen = [];
    }
    this.#particles = this.run.particles.filter((particle) => particle.group === this.group);
    this.#folds = foldParticles(this.#particles);
    if (this.hasUpdated && motionAllowed()) this.#before = placesOf(this.#cards);
  }

  protected override updated(): void {
    if (this.#before !== undefined) moveFrom(this.#before);
    this.#before = undefined;
  }

  protected override render(): TemplateResult {
    const { run } = this;
    const folds = this.#folds.slice(0, this.most);
    const active = folds.some((one) => one.key === this.activeKey) ? this.activeKey : folds[0]?.key;
    const context = this.#context();
    const rest = this.#folds.length - folds.length;
    return html`<div class="heading">
        <h2>Particles</h2>
        <span class="quiet">${this.#summary()}</span>
        ${this.#legend()}
      </div>
      ${this.#pair()}
      <div
        class="cards ${this.#particles[0]?.modality ?? "text"}"
        role="list"
        aria-label="Particles, best first"
        @keydown=${(event: KeyboardEvent) => this.#key(event)}
        @fk-choose=${({ detail }: CustomEvent<PanelEvents["fk-choose"]>) => this.#choose(detail.card)}
      >
        ${repeat(
          folds,
          (one) => one.key,
          (one, rank) =>
            html`<fk-card
              role="listitem"
              tabindex=${one.key === active ? 0 : -1}
              aria-label=${spoken(one, rank)}
              .fold=${one}
              .context=${context}
              .badges=${badges(one, run.status, run.groups[this.group])}
              ?active=${one.key === active}
              ?chosen=${this.chosen.includes(one.key)}
              @focusin=${() => (this.activeKey = one.key)}
            ></fk-card>`,
        )}
      </div>
      ${
        rest > 0
          ? html`<vscode-button appearance="secondary" @click=${() => (this.most += pageSize)}
              >Show ${Math.min(rest, pageSize)} more of ${formatCount(rest)}</vscode-button
            >`
          : nothing
      }`;
  }

  /** The chosen cards as they are now: while a run goes on, two may have become one. */
  #pair(): unknown {
    const folds = this.chosen.flatMap((key) => this.#folds.find((one) => one.key === key) ?? []);
    const [left, right] = folds.flatMap(({ lead, weight }) =>
      lead.modality === "image" ? { particle: lead, weight } : [],
    );
    if (left === undefined) return nothing;
    if (right === undefined) {
      return html`<p class="quiet" role="status">Choose a second image to see both side by side.</p>`;
    }
    return html`<fk-pair .left=${left} .right=${right} @fk-unpair=${() => this.#unpair()}></fk-pair>`;
  }

  #choose(key: number): void {
    const known = this.chosen.filter((one) => this.#folds.some((fold) => fold.key === one));
    this.chosen = toggled(known, key);
  }

  /** Back to the card that was chosen last. */
  #unpair(): void {
    const last = this.#folds.findIndex(({ key }) => key === this.chosen.at(-1));
    this.chosen = [];
    this.#cards[last]?.focus();
  }

  #context(): CardContext {
    const { rewards, suffix } = toDraft(this.run.specification);
    return {
      rewards: rewards.map((one) => findReward(this.panel.rewards, one.source)?.name ?? sourceName(one.source)),
      suffix,
      heaviest: Math.max(0, ...this.#folds.map((one) => one.weight)),
      noInsert: this.panel.canInsert ? undefined : "Open a text editor to insert into it",
      noSave: refusedSaving(this.run),
      noRefine: refusedRefinement(this.run),
    };
  }

  #summary(): string {
    const count = this.#particles.length;
    const texts = this.#folds.length;
    return texts === count
      ? formatCount(texts)
      : `${formatCount(count)}, ${plural(texts, `distinct ${this.#particles[0]?.modality ?? "text"}`)}`;
  }

  #legend(): unknown {
    const masked = this.#folds.slice(0, this.most).some(({ lead }) => isNoisy(lead));
    if (!masked) return nothing;
    return html`<span class="legend quiet"><span class="masked">guess</span> still masked</span>`;
  }

  get #cards(): ParticleCard[] {
    return [...this.renderRoot.querySelectorAll<ParticleCard>("fk-card")];
  }

  #key(event: KeyboardEvent): void {
    const cards = this.#cards;
    const from = cards.indexOf(event.target as ParticleCard);
    // Keys pressed on a card's own buttons are theirs.
    const onCard = event.composedPath()[0] === cards[from];
    if (from < 0 || !onCard || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = rovingTarget(event.key, from, cards.length, columnsOf(cards));
    if (to !== undefined) cards[to]?.focus();
    else if (event.key === "Escape" && this.chosen.length > 0) this.#unpair();
    else if (!cards[from]!.act(event.key.length === 1 ? event.key.toLowerCase() : event.key)) return;
    event.preventDefault();
  }

  static override styles = [baseStyles, controlStyles, maskedStyles, particleGridStyles];
}

function badges(fold: ParticleFold, status: RunStatus, group: GroupView | undefined): string[] {
  if (status !== "done") return [];
  const has = (index: number | undefined): boolean => index !== undefined && fold.indices.includes(index);
  return [...(has(group?.best) ? ["best"] : []), ...(has(group?.draw) ? ["draw"] : [])];
}

function spoken({ lead, weight, count }: ParticleFold, rank: number): string {
  const reward = lead.reward === -Infinity ? "violates a hard constraint" : `reward ${formatNumber(lead.reward)}`;
  const copies = count > 1 ? `, ${plural(count, "particle")}` : "";
  const noise = isNoisy(lead) ? ", not yet fully written" : "";
  const shown = lead.modality === "text" ? lead.generated : "An image";
  return `${rank + 1}: ${reward}, weight ${formatWeight(weight)}${copies}${noise}. ${shown}`;
}

function isNoisy(particle: ParticleView): boolean {
  return particle.modality === "text" && particle.pieces.some((one) => one.masked);
}

function columnsOf(cards: readonly HTMLElement[]): number {
  const top = cards[0]?.offsetTop;
  const next = cards.findIndex((one) => one.offsetTop !== top);
  return next < 0 ? cards.length : next;
}
