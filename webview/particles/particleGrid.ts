/** All particles of a prompt as cards, walked with arrow keys. Knows a run; asks for nothing itself. */
import { LitElement, type PropertyValues, type TemplateResult, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { GroupView, PanelState, RunStatus, RunView } from "../../src/protocol/panel.ts";
import type { ParticleView } from "../../src/protocol/run.ts";
import { refusedRefinement } from "../../src/protocol/refinement.ts";
import { refusedSaving } from "../../src/protocol/saving.ts";
import { lastCommonAncestor } from "../../src/steering/genealogy.ts";
import { type PanelEvent, emit } from "../host/events.ts";
import { icon } from "../controls/icons.ts";
import { findReward, sourceName } from "../form/rewardOptions.ts";
import { type Order, arrange, orders, toggledPins } from "./arrange.ts";
import type { ParticleFold } from "../../src/protocol/foldParticles.ts";
import { formatCount, formatNumber, formatWeight, plural } from "../format.ts";
import { type Places, motionAllowed, moveFrom, placesOf } from "./moveCards.ts";
import type { CardContext, ParticleCard } from "./particleCard.ts";
import { particleGridStyles } from "./particleGridStyles.ts";
import { rovingTarget } from "./roving.ts";
import { isActive } from "../run/statusText.ts";
import { toDraft } from "../form/formDraft.ts";
import { actionStyles, baseStyles, controlStyles, maskedStyles } from "../theme.ts";

/** More cards than one looks at; the rest come on demand, so that thousands of particles do not hold the page up. */
const pageSize = 100;

/** What decides which cards there are. */
const arranging = ["run", "group", "order", "filter", "past"] as const;

export class ParticleGrid extends LitElement {
  static override properties = {
    run: { attribute: false },
    group: { attribute: false },
    panel: { attribute: false },
    most: { state: true },
    activeKey: { state: true },
    chosen: { state: true },
    order: { state: true },
    filter: { state: true },
    dense: { type: Boolean, reflect: true },
    past: { attribute: false },
    pinned: { attribute: false },
  };
  declare run: RunView;
  /** Index of the prompt. */
  declare group: number;
  declare panel: PanelState;
  declare most: number;
  /** The key of the card that Tab goes to. */
  declare activeKey: number | undefined;
  /** Keys of the cards that are seen side by side, in the order in which they were chosen. */
  declare chosen: readonly number[];
  /** As asked for; undefined: kept in their places while a run goes on, the best first at its end. */
  declare order: Order | undefined;
  declare filter: string;
  /** Small cards: more of them at a glance. */
  declare dense: boolean;
  /** The step of the particles, where it is not the newest: they can be looked at, not used. */
  declare past: number | undefined;
  /** Keys of cards that were seen side by side when the run was last looked at, of whatever prompt. */
  declare pinned: readonly number[];
  #particles: readonly ParticleView[] = [];
  #folds: readonly ParticleFold[] = [];
  #before: Places | undefined;
  #runId: string | undefined;

  constructor() {
    super();
    this.most = pageSize;
    this.chosen = [];
    this.pinned = [];
    this.filter = "";
    this.dense = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!arranging.some((name) => changed.has(name))) return;
    if (this.run.id !== this.#runId) {
      this.#runId = this.run.id;
      this.most = pageSize;
      this.activeKey = undefined;
      this.chosen = this.pinned;
    }
    this.#particles = this.run.particles.filter((particle) => particle.group === this.group);
    // While a run goes on, or is gone back in, a card is a particle and keeps its place: what moves under the eye cannot be read.
    this.#folds = arrange(this.#particles, {
      order: this.#order,
      filter: this.filter,
      folds: !this.#keepsPlaces,
    });
    if (this.hasUpdated && motionAllowed() && !this.#keepsPlaces) this.#before = placesOf(this.#cards);
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
        ${this.#legend()} ${this.#tools()}
      </div>
      ${this.#sideBySide()}
      <div
        class="cards ${this.#particles[0]?.modality ?? "text"}"
        role="list"
        aria-label="Particles, ${orders[this.#order]}"
        @keydown=${(event: KeyboardEvent) => this.#key(event)}
        @fk-pin=${({ detail }: PanelEvent<"fk-pin">) => this.#pin(detail.card)}
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
              .badges=${this.past === undefined ? badges(one, run.status, run.groups[this.group]) : []}
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

  get #order(): Order {
    return this.order ?? (this.#keepsPlaces ? "slot" : "reward");
  }

  get #keepsPlaces(): boolean {
    return isActive(this.run) || this.past !== undefined;
  }

  /** Ways to sort and to look for cards; none where there are few. */
  #tools(): unknown {
    if (this.#particles.length < 3) return nothing;
    return html`<span class="tools">
      <input
        type="search"
        placeholder="Filter: words or > 0.5"
        aria-label="Filter the particles by words or by a bound on the reward"
        .value=${this.filter}
        @input=${(event: Event) => (this.filter = (event.target as HTMLInputElement).value)}
        @keydown=${(event: KeyboardEvent) => event.stopPropagation()}
      />
      <select
        aria-label="Order of the particles"
        title="Order of the particles"
        @change=${(event: Event) => (this.order = (event.target as HTMLSelectElement).value as Order)}
        @keydown=${(event: KeyboardEvent) => event.stopPropagation()}
      >
        ${(Object.keys(orders) as Order[]).map(
          (order) =>
            html`<option value=${order} title=${orders[order]} ?selected=${order === this.#order}>${order}</option>`,
        )}
      </select>
      <button
        class="action"
        title=${this.dense ? "Larger cards" : "Smaller cards"}
        aria-label="Small cards"
        aria-pressed=${this.dense}
        @click=${() => (this.dense = !this.dense)}
      >
        ${icon("dense")}
      </button>
    </span>`;
  }

  /** The chosen cards as they are now: while a run goes on, two may have become one. */
  #sideBySide(): unknown {
    const particles = this.chosen.flatMap((key) => this.#folds.find((one) => one.key === key)?.lead ?? []);
    if (particles.length === 0) return nothing;
    if (particles.length === 1) {
      return html`<p class="quiet" role="status">Choose another particle to see both side by side.</p>`;
    }
    return html`<fk-side
      .particles=${particles}
      .rewards=${this.#context().rewards}
      kinship=${kinship(this.run, particles)}
      @fk-unpin=${() => this.#unpin()}
    ></fk-side>`;
  }

  #pin(key: number): void {
    const known = this.chosen.filter((one) => this.#folds.some((fold) => fold.key === one));
    this.#choose(toggledPins(known, key));
  }

  #choose(pins: readonly number[]): void {
    this.chosen = pins;
    emit(this, "fk-pins", { group: this.group, pins });
  }

  /** Back to the card that was chosen last. */
  #unpin(): void {
    const last = this.#folds.findIndex(({ key }) => key === this.chosen.at(-1));
    this.#choose([]);
    this.#cards[last]?.focus();
  }

  #context(): CardContext {
    const { rewards, suffix } = toDraft(this.run.specification);
    const past =
      this.past === undefined ? undefined : `This is what it was at step ${this.past}: go to the newest step to use it`;
    return {
      rewards: rewards.map((one) => findReward(this.panel.rewards, one.source)?.name ?? sourceName(one.source)),
      suffix,
      heaviest: Math.max(0, ...this.#folds.map((one) => one.weight)),
      noCopy: past,
      noInsert: past ?? (this.panel.canInsert ? undefined : "Open a text editor to insert into it"),
      noSave: past ?? refusedSaving(this.run),
      noRefine: past ?? refusedRefinement(this.run),
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
    else if (event.key === "Escape" && this.chosen.length > 0) this.#unpin();
    else if (!cards[from]!.act(event.key.length === 1 ? event.key.toLowerCase() : event.key)) return;
    event.preventDefault();
  }

  static override styles = [baseStyles, actionStyles, controlStyles, maskedStyles, particleGridStyles];
}

/** Where the lines of the first two part. */
function kinship({ genealogy }: RunView, [left, right]: readonly ParticleView[]): string {
  if (left === undefined || right === undefined || genealogy.scored.length === 0) return "";
  const common = lastCommonAncestor(genealogy, genealogy.scored.length - 1, left.index, right.index);
  const names = `#${left.index} and #${right.index}`;
  return common === undefined
    ? `${names} have no ancestor in common`
    : `${names} both descend from #${common.particle} at step ${genealogy.scored[common.at]?.step}`;
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
