/** A text token by token: when each was written, how likely it was, and which of them its family shares. Knows what was told of it; asks for nothing. */
import { LitElement, type PropertyValues, type TemplateResult, html, nothing } from "lit";
import { icon } from "../controls/icons.ts";
import { emit } from "../host/events.ts";
import { share } from "../run/share.ts";
import { actionStyles, baseStyles, maskedStyles } from "../theme.ts";
import {
  mostTokens,
  scaleEnds,
  shadedTokens,
  tokensSummary,
  type ShadedToken,
  type TokenColouring,
} from "./shadedTokens.ts";
import { tokensStyles } from "./tokensStyles.ts";
import type { ToldTokens } from "./tokenStory.ts";

const colourings: Readonly<Record<TokenColouring, string>> = {
  step: "Colour by the step at which a token was written",
  probability: "Colour by the probability that a token was drawn with",
  family: "Colour by how many of those that descend from the same particle of the start have the token",
};

export class Tokens extends LitElement {
  static override properties = {
    told: { attribute: false },
    steps: { type: Number },
    by: { state: true },
    read: { state: true },
  };
  static override styles = [baseStyles, actionStyles, maskedStyles, tokensStyles];
  declare told: ToldTokens;
  /** Of the run. */
  declare steps: number;
  declare by: TokenColouring;
  /** Index of the token that is read. */
  declare read: number | undefined;
  #tokens: readonly ShadedToken[] = [];

  constructor() {
    super();
    this.by = "step";
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { tokens } = this.told;
    if (changed.has("told")) {
      this.read = undefined;
      // Of format 1 there is nothing else to tell.
      if (tokens !== undefined && !this.#offered.includes(this.by)) this.by = "step";
    }
    if (changed.has("told") || changed.has("by") || changed.has("steps"))
      this.#tokens = tokens === undefined ? [] : shadedTokens(tokens, this.by, this.steps);
  }

  protected override render(): TemplateResult {
    const { particle, step, tokens, refused } = this.told;
    return html`<section
      aria-label="Tokens of particle ${particle}"
      @keydown=${(event: KeyboardEvent) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        emit(this, "fk-tokens", { particle });
      }}
    >
      <div class="heading">
        <h2>Tokens of #${particle} at step ${step}</h2>
        ${tokens === undefined ? nothing : this.#tools()}
        <button
          class="action"
          title="Close (Escape)"
          aria-label="Close the tokens"
          @click=${() => emit(this, "fk-tokens", { particle })}
        >
          ${icon("close")}
        </button>
      </div>
      ${tokens === undefined ? html`<p class="quiet" role="status">${refused}</p>` : this.#text()}
    </section>`;
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>(".written")?.focus();
  }

  /** What is known of them. */
  get #offered(): TokenColouring[] {
    const known = this.told.tokens?.tokens.some(({ probability }) => probability !== undefined) === true;
    return known ? ["step", "probability", "family"] : ["step"];
  }

  #tools(): TemplateResult {
    const [low, high] = scaleEnds(this.by, this.steps, this.told.tokens!);
    return html`<span class="tools" role="group" aria-label="What the colours tell">
        ${this.#offered.map(
          (by) =>
            html`<button
              class="action text"
              title=${colourings[by]}
              aria-pressed=${this.by === by}
              @click=${() => (this.by = by)}
            >
              ${by}
            </button>`,
        )}
      </span>
      <span class="legend quiet">${low}<i class="scale" aria-hidden="true"></i>${high}</span>`;
  }

  #text(): TemplateResult {
    const { tokens } = this.told;
    if (tokens === undefined) return html``;
    const rest = tokens.tokens.length - this.#tokens.length;
    const summary = tokensSummary(tokens);
    // Within the paragraph is nothing else: white space is shown as it is.
    const text = this.#tokens.map((token, i) => this.#token(token, i));
    return html`<div
        class="written"
        role="application"
        tabindex="0"
        aria-roledescription="tokens"
        aria-label="${summary}. Arrow keys read one after the other."
        @keydown=${(event: KeyboardEvent) => this.#key(event)}
        @pointerover=${(event: PointerEvent) => this.#point(event)}
        @pointerleave=${() => (this.read = undefined)}
        @blur=${() => (this.read = undefined)}
      >
        <p dir="auto">${text}</p>
      </div>
      <div class="readout quiet" aria-live="polite">
        ${this.read === undefined ? summary : this.#tokens[this.read]?.sentence}${rest > 0 ? `; ${rest} more than ${mostTokens} are not shown` : ""}
      </div>`;
  }

  #token({ text, share: part, isGuess }: ShadedToken, i: number): TemplateResult {
    const shown = `token ${i === this.read ? "read" : ""}`;
    if (isGuess) return html`<span class="${shown} masked" data-index=${i}>${text}</span>`;
    return part === undefined
      ? html`<span class=${shown} data-index=${i}>${text}</span>`
      : html`<span class="${shown} shaded" data-index=${i} ${share(part)}>${text}</span>`;
  }

  #point({ target }: PointerEvent): void {
    const index = (target as HTMLElement).dataset["index"];
    this.read = index === undefined ? undefined : Number(index);
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = this.#tokens.length - 1;
    const now = this.read ?? (event.key === "ArrowLeft" ? last + 1 : -1);
    const next = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: last }[event.key];
    if (next === undefined || last < 0) return;
    event.preventDefault();
    this.read = Math.min(last, Math.max(0, next));
  }
}
