/** One distinct text: what was written, what it is worth, what to do with it. Knows one fold; the grid knows the rest. */
import { LitElement, type TemplateResult, html, nothing } from "lit";
import { ask, emit } from "../host/events.ts";
import type { ParticleView, TextParticle } from "../../src/protocol/particle.ts";
import type { ParticleFold } from "../../src/protocol/foldParticles.ts";
import { clip, formatNumber, formatWeight } from "../format.ts";
import { type CardAction, cardAction } from "./cardAction.ts";
import { particleCardStyles } from "./particleCardStyles.ts";
import { hues } from "../inspector/lineageColours.ts";
import { markNew, type MarkedPiece } from "./newWords.ts";
import { share } from "../run/share.ts";
import { head, splitText, tail } from "./splitText.ts";
import { actionStyles, baseStyles, maskedStyles } from "../theme.ts";

/** How much of what was given is shown around what was written. */
const contextLength = 160;
/** Most particles that a tooltip lists. */
const mostListed = 50;
/** Characters of a piece that is written or guessed. */
const longestPiece = 20_000;
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
  /** Why images cannot be saved or opened, if so. */
  readonly noSave: string | undefined;
  /** Why the particle's path cannot be refined, if so. */
  readonly noRefine: string | undefined;
}

export class ParticleCard extends LitElement {
  static override properties = {
    fold: { attribute: false },
    context: { attribute: false },
    badges: { attribute: false },
    active: { type: Boolean },
    chosen: { type: Boolean, reflect: true },
    earlier: { attribute: false },
    copied: { state: true },
  };
  static override styles = [baseStyles, actionStyles, maskedStyles, particleCardStyles];
  declare fold: ParticleFold;
  declare context: CardContext;
  /** "best", "draw" */
  declare badges: readonly string[];
  /** Its buttons are in the tab order. */
  declare active: boolean;
  /** It is one of those to be compared. */
  declare chosen: boolean;
  /** What it or its ancestor was at the scored step before; undefined where that is not told. */
  declare earlier: ParticleView | undefined;
  declare copied: boolean;

  /** What the keys on a card do; those that its kind has no use for do nothing. */
  act(key: string): boolean {
    const isImage = this.fold.lead.modality === "image";
    if (key === "Enter") (isImage ? this.#open : this.#insert)();
    else if (key === "c") this.#copy();
    else if (key === "r") this.#refine();
    else if (key === "s" && isImage) this.#save();
    else if (key === "x") this.#pin();
    else return false;
    return true;
  }

  readonly #insert = (): void => {
    if (this.context.noInsert === undefined) ask(this, "insert", { particle: this.fold.lead.index });
  };

  readonly #open = (): void => {
    if (this.context.noSave === undefined) ask(this, "show", { particle: this.fold.lead.index });
  };

  readonly #save = (): void => {
    if (this.context.noSave === undefined) ask(this, "save", { particle: this.fold.lead.index });
  };

  readonly #pin = (): void => emit(this, "fk-pin", { card: this.fold.key });

  readonly #refine = (): void => {
    if (this.context.noRefine === undefined) ask(this, "refine", { particle: this.fold.lead.index });
  };

  readonly #copy = (): void => {
    if (this.context.noCopy !== undefined) return;
    const done = (): void => {
      this.copied = true;
      setTimeout(() => (this.copied = false), copiedTime);
    };
    emit(this, "fk-copy", { particle: this.fold.lead.index, done });
  };

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
            ? html`<span class="count" title="Particles ${numbered(fold.indices, mostListed)} have this text"
                >×${fold.count}</span
              >`
            : nothing
        }
        ${this.badges.map((badge) => html`<span class="badge" title=${badgeTitles[badge] ?? ""}>${badge}</span>`)}
        ${this.#weight()}
      </header>
      ${lead.modality === "text" ? this.#text(lead) : html`<fk-picture .image=${lead}></fk-picture>`}
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
    const pieces = this.#marked(lead).map(({ text: whole, masked, isNew }) => {
      const text = clip(whole, longestPiece);
      if (masked) return maskedPiece(text);
      return isNew ? html`<ins>${text}</ins>` : html`<span class="known">${text}</span>`;
    });
    return html`<p>${given(tail(prefix, contextLength))}${pieces}${given(head(suffix, contextLength))}</p>`;
  }

  #marked({ pieces }: TextParticle): readonly MarkedPiece[] {
    const { earlier } = this;
    if (earlier?.modality === "text" && earlier.generated.length < longestPiece) return markNew(earlier.pieces, pieces);
    return pieces.map((piece) => ({ ...piece, isNew: false }));
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
    const hue = (ancestors[0] ?? 0) % hues.length;
    return html`<span class="fact" title=${title}
      ><i class="root ${hues[hue]}"></i>from ${numbered(ancestors, 2)}</span
    >`;
  }

  #pinAction(label: string | undefined): CardAction {
    const title = this.chosen ? "Compare no more (X)" : "Compare with others, side by side (X)";
    return { picture: "compare", label, title, pressed: this.chosen, act: this.#pin };
  }

  #actions(): TemplateResult {
    const { noCopy, noInsert, noSave, noRefine } = this.context;
    const copied = this.copied ? "check" : "copy";
    const refine: CardAction = {
      picture: "refine",
      label: "Refine",
      title: "Run again and again with this particle's path kept (R)",
      refused: noRefine,
      act: this.#refine,
    };
    const actions: readonly CardAction[] =
      this.fold.lead.modality === "text"
        ? [
            {
              picture: "insert",
              label: "Insert",
              spoken: "into editor",
              title: "Insert into the editor (Enter)",
              refused: noInsert,
              act: this.#insert,
            },
            {
              picture: copied,
              label: this.copied ? "Copied" : "Copy",
              isLive: true,
              title: "Copy the text (C)",
              refused: noCopy,
              act: this.#copy,
            },
            this.#pinAction("Compare"),
            refine,
          ]
        : [
            { picture: "open", title: "Open in an editor (Enter)", refused: noSave, act: this.#open },
            {
              picture: "save",
              title: "Save as a PNG, with the run's settings in it (S)",
              refused: noSave,
              act: this.#save,
            },
            { picture: copied, title: this.copied ? "Copied" : "Copy the image (C)", refused: noCopy, act: this.#copy },
            this.#pinAction(undefined),
            { ...refine, label: undefined, title: `Refine: ${refine.title}` },
          ];
    return html`<span class="actions">${actions.map((one) => cardAction(one, this.active))}</span>`;
  }
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
