/** A finished run goes on: until when, what it came to each time, and the best of all its iterations. Knows a run. */
import { LitElement, type PropertyValues, type TemplateResult, css, html, nothing } from "lit";
import { goneOnWords, refusedGoingOn, usualSeconds, type GoOnUntil } from "../../src/protocol/goOn.ts";
import { formatNumber } from "../../src/protocol/numberWords.ts";
import type { RunView } from "../../src/protocol/panel.ts";
import { isConstant, scaleOf } from "../../src/steering/diagnosis/spread.ts";
import { copyImage } from "../host/copyImage.ts";
import { Fold } from "../controls/fold.ts";
import { icon } from "../controls/icons.ts";
import { ask } from "../host/events.ts";
import { isReport } from "../host/place.ts";
import { textBody } from "../particles/textBody.ts";
import { actionStyles, baseStyles, foldStyles } from "../theme.ts";

type Way = GoOnUntil["kind"];

const ways: Readonly<Record<Way, readonly [before: string, after: string, title: string]>> = {
  seconds: ["for", "seconds", "The iteration under way when they are over is finished"],
  reward: ["until a reward of", "or more", "Of any particle"],
  interval: [
    "until the mean reward is known within",
    "(width of its 90 % interval)",
    "A bootstrap interval of the mean reward over iterations",
  ],
};

export class GoOn extends LitElement {
  static override properties = { run: { attribute: false }, way: { state: true }, numbers: { state: true } };
  static override styles = [
    baseStyles,
    actionStyles,
    foldStyles,
    css`
      p,
      blockquote {
        margin: 2px 0 4px;
        font-size: 12px;
      }
      .action.text {
        color: var(--vscode-textLink-foreground);
      }
      blockquote p {
        margin: 0;
        unicode-bidi: isolate;
        user-select: text;
        white-space: pre-wrap;
      }
      fieldset {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 18px;
        margin: 0;
        padding: 0;
        border: 0;
        font-size: 12px;
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 4px;
      }
      input[type="number"] {
        width: 84px;
        height: 22px;
        padding: 0 4px;
        border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent));
        border-radius: 2px;
        background: var(--vscode-input-background);
        color: var(--vscode-input-foreground);
        font: inherit;
      }
      .go {
        color: var(--vscode-textLink-foreground);
      }
      fk-picture {
        width: 96px;
      }
    `,
  ];
  declare run: RunView;
  declare way: Way;
  /** As typed; undefined: what suits the run. */
  declare numbers: Readonly<Partial<Record<Way, number>>>;
  readonly #fold = new Fold(this);

  constructor() {
    super();
    this.way = "seconds";
    this.numbers = {};
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("run") && changed.get("run")?.id !== this.run.id) this.numbers = {};
  }

  protected override render(): unknown {
    const { goneOn = [] } = this.run;
    return [this.#ask(), ...goneOn.map((one) => html`<p class="quiet">${goneOnWords(one)}</p>`), this.#best()];
  }

  #ask(): unknown {
    if (isReport() || refusedGoingOn(this.run) !== undefined) return nothing;
    return this.#fold.draw("Go on…", () => this.#choices());
  }

  #choices(): TemplateResult {
    const wrong = this.#wrong();
    return html`<p class="quiet">
        Again and again around a path of its own (particle Gibbs), in its own file. Everything so far is kept, log Z
        too. Without an interval it ends where nothing gets better any more; Stop keeps what it came to.
      </p>
      <fieldset>
        <legend class="hidden-text">Until when</legend>
        ${(Object.keys(ways) as Way[]).map((way) => this.#way(way))}
        <button
          class="action text go"
          title=${wrong ?? "Go on from where the run ended"}
          aria-disabled=${wrong !== undefined}
          @click=${() => wrong === undefined && ask(this, "goOn", this.#until(this.way))}
        >
          ${icon("resume")}Go on
        </button>
      </fieldset>`;
  }

  #way(way: Way): TemplateResult {
    const [before, after, title] = ways[way];
    return html`<label title=${title}>
      <input
        type="radio"
        name="way"
        aria-label="${before} ${after}"
        .checked=${this.way === way}
        @change=${() => (this.way = way)}
      />${before}
      <input
        type="number"
        step="any"
        aria-label="${before} … ${after}"
        .value=${String(this.#number(way))}
        @focus=${() => (this.way = way)}
        @input=${(event: Event) =>
          (this.numbers = { ...this.numbers, [way]: (event.target as HTMLInputElement).valueAsNumber })}
      />${after}
    </label>`;
  }

  #number(way: Way): number {
    return this.numbers[way] ?? this.#usual(way);
  }

  /** A reward one spread above the best, an interval half as wide as that spread. */
  #usual(way: Way): number {
    if (way === "seconds") return usualSeconds;
    const rewards = this.run.particles.map(({ reward }) => reward).filter((reward) => Number.isFinite(reward));
    const spread = rewards.length < 2 || isConstant(rewards) ? 0.1 : scaleOf(rewards).scale;
    const best = Math.max(...rewards, this.run.bestBefore?.particle.reward ?? -Infinity);
    return Number((way === "reward" ? best + spread : spread / 2).toPrecision(3));
  }

  #until(way: Way): GoOnUntil {
    const number = this.#number(way);
    if (way === "seconds") return { kind: way, seconds: number };
    return way === "reward" ? { kind: way, reward: number } : { kind: way, width: number };
  }

  /** Why it cannot begin; undefined where it can. */
  #wrong(): string | undefined {
    const number = this.#number(this.way);
    if (!Number.isFinite(number)) return "That is no number";
    return this.way !== "reward" && number <= 0 ? "It must be above 0" : undefined;
  }

  /** The best of an iteration that is not shown. */
  #best(): unknown {
    const { bestBefore, specification } = this.run;
    if (bestBefore === undefined || this.run.status !== "done") return nothing;
    const { iteration, particle } = bestBefore;
    const { index, reward, modality } = particle;
    const payload = { particle: index, isBest: true };
    const told = `The best of all iterations, of iteration ${iteration}: reward ${formatNumber(reward)}`;
    return html`<section aria-label="The best of all iterations">
      <p>
        ${told}
        ${
          isReport()
            ? nothing
            : modality === "text"
              ? html`${this.#deed("Insert", "insert", () => ask(this, "insert", payload))}
                ${this.#deed("Copy", "copy", () => ask(this, "copy", payload))}`
              : html`${this.#deed("Save", "save", () => ask(this, "save", payload))}
                ${this.#deed("Copy", "copy", () => void copyImage(particle.png))}`
        }
      </p>
      <blockquote>
        ${
          modality === "text"
            ? textBody(particle, { suffix: specification.suffix ?? "", earlier: undefined })
            : html`<fk-picture .image=${particle}></fk-picture>`
        }
      </blockquote>
    </section>`;
  }

  #deed(label: string, picture: "insert" | "copy" | "save", act: () => void): TemplateResult {
    return html`<button class="action text" title="${label} the best of all" @click=${act}>
      ${icon(picture)}${label}
    </button>`;
  }
}
