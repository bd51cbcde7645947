/** One distinct text: what was written, what it is worth, what to do with it. Knows one fold; the grid knows the rest. */
import { LitElement, type TemplateResult, html, nothing } from "lit";
import { emit } from "./events.ts";
import type { ImageParticle, TextParticle } from "../src/protocol/run.ts";
import type { ParticleFold } from "./foldParticles.ts";
import { formatNumber, formatWeight } from "./format.ts";
import { icon, type IconName } from "./icons.ts";
import { particleCardStyles } from "./particleCardStyles.ts";
import { share } from "./share.ts";
import { head, splitText, tail } from "./splitText.ts";
import { actionStyles, baseStyles, maskedStyles } from "./theme.ts";

/** How much of what was given is shown around what was written. */
const contextLength = 160;
/** Of particles in a tooltip. */
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
  /** Why the text cannot be inserted, if so. */
  readonly noInsert: string | undefined;
  /** Why the particle's path cannot be refined, if so. */
  readonly noRefine: string | undefined;
}

export class ParticleCard extends LitElement {
  static override properties = {
    fold: { attribute: false },
    context: { attribute: false },
    badges: { attribute: false },
    active: { type: Boolean },
    copied: { state: true },
  };
  static override styles = [baseStyles, actionStyles, maskedStyles, particleCardStyles];
  declare fold: ParticleFold;
  declare context: CardContext;
  /** "best", "draw" */
  declare badges: readonly string[];
  /** Its buttons are in the tab order. */
  declare active: boolean;
  declare copied: boolean;

  /** Of an image: into an editor of its own. */
  insert(): void {
    if (this.fold.lead.modality === "image") emit(this, "fk-show", { particle: this.fold.lead.index });
    else if (this.context.noInsert === undefined) emit(this, "fk-insert", { particle: this.fold.lead.index });
  }

  refine(): void {
    if (this.context.noRefine === undefined) emit(this, "fk-refine", { particle: this.fold.lead.index });
  }

  /** Of an image: to a file. */
  copy(): void {
    if (this.fold.lead.modality === "image") {
      emit(this, "fk-save", { particle: this.fold.lead.index });
      return;
    }
    emit(this, "fk-copy", { particle: this.fold.lead.index });
    this.copied = true;
    setTimeout(() => {
      this.copied = false;
    }, copiedTime);
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
        ${
          fold.count > 1
            ? html`<span class="count" title="Particles ${numbered(fold.indices, mostListed)} have this text"
                >×${fold.count}</span
              >`
            : nothing
        }
        ${this.badges.map((badge) => html`<span class="badge" title=${badgeTitles[badge] ?? ""}>${badge}</span>`)}
        ${this.#weight()}
      </header>
      ${lead.modality === "text" ? this.#text(lead) : image(lead)}
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

  /** Written without breaks, since white space is shown as it is. */
  #text(lead: TextParticle): TemplateResult {
    const { prefix, suffix } = splitText(lead, this.context.suffix);
    const given = (text: string): unknown => (text === "" ? nothing : html`<span class="given">${text}</span>`);
    const pieces = lead.pieces.map(({ text, masked }) =>
      masked ? maskedPiece(text) : html`<span class="known">${text}</span>`,
    );
    return html`<p>${given(tail(prefix, contextLength))}${pieces}${given(head(suffix, contextLength))}</p>`;
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
    const title = `Descends from initial particle ${numbered(ancestors, mostListed)}`;
    return html`<span class="fact" title=${title}>from ${numbered(ancestors, 2)}</span>`;
  }

  #actions(): TemplateResult {
    const { noInsert, noRefine } = this.context;
    const insert = (): void => this.insert();
    const copy = (): void => this.copy();
    const ofText = [
      this.#action("insert", html`Insert<span class="hidden-text"> into editor</span>`, {
        title: "Insert into the editor (Enter)",
        refused: noInsert,
        act: insert,
      }),
      this.#action(
        this.copied ? "check" : "copy",
        html`<span aria-live="polite">${this.copied ? "Copied" : "Copy"}</span>`,
        { title: "Copy the text (C)", act: copy },
      ),
    ];
    const ofImage = [
      this.#action("insert", html`Open<span class="hidden-text"> in an editor</span>`, {
        title: "Open in an editor (Enter)",
        act: insert,
      }),
      this.#action("copy", html`Save<span class="hidden-text"> image</span>`, {
        title: "Save as a PNG, with the run's settings in it (C)",
        act: copy,
      }),
    ];
    const refine = this.#action("refine", html`Refine`, {
      title: "Run again and again with this particle's path kept (R)",
      refused: noRefine,
      act: () => this.refine(),
    });
    return html`<span class="actions">${this.fold.lead.modality === "text" ? ofText : ofImage}${refine}</span>`;
  }

  #action(picture: IconName, label: TemplateResult, { title, refused, act }: CardAction): TemplateResult {
    return html`<button
      class="action text"
      tabindex=${this.active ? 0 : -1}
      title=${refused ?? title}
      aria-disabled=${refused !== undefined}
      @click=${act}
    >
      ${icon(picture)}${label}
    </button>`;
  }
}

interface CardAction {
  readonly title: string;
  /** Why it cannot be done, if so. */
  readonly refused?: string | undefined;
  readonly act: () => void;
}

function image({ png, width, height, index }: ImageParticle): TemplateResult {
  return html`<img
    src=${`data:image/png;base64,${png}`}
    alt="What particle ${index} is heading for"
    title="${width} × ${height} pixels"
    width=${width}
    height=${height}
  />`;
}

/** The mark begins and ends with the words, not with the space around them. */
function maskedPiece(text: string): TemplateResult {
  const [, before, words, after] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? [];
  return html`${before}<span class="masked" title="Still noise: one guess at what will be here">${words}</span
    >${after}`;
}

function numbered(indices: readonly number[], most: number): string {
  const some = indices.slice(0, most).map((one) => `#${one}`);
  return some.join(", ") + (indices.length > most ? " …" : "");
}

const badgeTitles: Readonly<Record<string, string>> = {
  best: "The highest reward of all particles",
  draw: "Drawn by weight: a sample of the steered distribution",
};
