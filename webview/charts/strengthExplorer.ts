/** What other strengths would have come to, by the weights of the final particles alone: one slider, no call of the model. Knows a finished run. */
import { LitElement, type PropertyValues, type TemplateResult, html, nothing, svg } from "lit";
import type { PanelState, RunView } from "../../src/protocol/panel.ts";
import { formatEss, formatNumber } from "../../src/protocol/numberWords.ts";
import { refusedStrength, reweighed, weightedMean, type WeightedRewards } from "../../src/steering/reweighing.ts";
import { Fold } from "../controls/fold.ts";
import { ask } from "../host/events.ts";
import { toDraft } from "../form/formDraft.ts";
import { actionStyles, baseStyles, foldStyles } from "../theme.ts";
import { gamedFrom } from "./gamed.ts";
import { curvePath, strengthAt, strengthCurve, strengthRange, type StrengthPoint } from "./strengthCurve.ts";
import { twoDiffer } from "./twoDiffer.ts";
import { strengthStyles } from "./strengthStyles.ts";
import { isReport } from "../host/place.ts";

/** Of the chart, in its own units. */
const size = { width: 300, height: 56 };
/** Places of the slider. */
const places = 100;

export class StrengthExplorer extends LitElement {
  static override properties = {
    run: { attribute: false },
    prompt: { type: Number },
    rewards: { attribute: false },
    holdout: { attribute: false },
    judges: { attribute: false },
    sense: { type: Number },
    place: { state: true },
  };
  static override styles = [baseStyles, actionStyles, foldStyles, strengthStyles];
  declare run: RunView;
  /** Index of the prompt whose particles they are, on whichever island. */
  declare prompt: number;
  /** Names of the run's rewards, in order. */
  declare rewards: readonly string[];
  /** What a reward that steered nothing said, and those that can be asked. */
  declare holdout: PanelState["holdout"];
  declare judges: readonly string[];
  /** −1: that one looks for what the run was steered away from. */
  declare sense: 1 | -1;
  /** Of the slider; undefined: the run's own strength. */
  declare place: number | undefined;
  readonly #fold = new Fold(this);
  /** Of the population, undefined as long as nobody looks. */
  #curve: readonly StrengthPoint[] | undefined;
  #population: WeightedRewards | undefined;

  constructor() {
    super();
    this.prompt = 0;
    this.rewards = [];
    this.judges = [];
    this.sense = 1;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("run") && !changed.has("prompt")) return;
    if (changed.get("run")?.id !== this.run.id) this.place = undefined;
    this.#population = this.#asked();
    this.#curve = undefined;
  }

  #asked(): WeightedRewards | undefined {
    const { islands, strength } = toDraft(this.run.specification);
    const first = this.run.groups[this.prompt * islands];
    const logZ = first?.island?.logZ ?? first?.logZ;
    const own = this.#particles;
    if (this.run.status !== "done" || logZ === undefined || own.length < 2) return undefined;
    // Each island's weights count by its own Ẑ.
    const shares = this.run.groups.map(({ island }) => island?.share ?? 1);
    const weights = own.map(({ weight, group }) => weight * shares[group]!);
    return { strength, logZ, rewards: own.map(({ reward }) => reward), weights };
  }

  get #particles(): RunView["particles"] {
    const { islands } = toDraft(this.run.specification);
    return this.run.particles.filter(({ group }) => Math.floor(group / islands) === this.prompt);
  }

  protected override render(): unknown {
    const population = this.#population;
    return population === undefined ? nothing : this.#fold.draw("Other strengths λ", () => this.#explored(population));
  }

  #explored(population: WeightedRewards): TemplateResult {
    const curve = (this.#curve ??= strengthCurve(population, places));
    const range = strengthRange(population);
    const own = Math.round((places * (population.strength - range.low)) / (range.high - range.low));
    const place = this.place ?? own;
    const strength = place === own ? population.strength : strengthAt(population, place, places);
    const refused = refusedStrength(population, strength);
    const isCollapsed = curve[place]?.isCollapsed === true || refused !== undefined;
    return html`<p class="quiet">
        From these particles alone, by exact importance weights: without a call of the model, and only as far as their
        effective sample size carries.
      </p>
      ${chart(curve, place)}
      <input
        type="range"
        min="0"
        max=${places}
        step="1"
        .value=${String(place)}
        aria-label="Strength λ to look at"
        aria-valuetext="λ ${formatNumber(strength)}"
        title="Strength λ: arrow keys, Home, End"
        @input=${(event: Event) => (this.place = Number((event.target as HTMLInputElement).value))}
      />
      ${this.#judge()}
      <div class="figures ${isCollapsed ? "collapsed" : ""}" aria-live="polite">
        ${refused === undefined ? this.#figures(population, strength, isCollapsed) : html`<span>${refused}.</span>`}
      </div>
      ${
        isReport()
          ? nothing
          : html`<button
              class="action text"
              title="A run like this one, with that strength"
              aria-disabled=${refused !== undefined || strength === population.strength}
              @click=${() => refused === undefined && strength !== population.strength && ask(this, "repeatAt", { strength })}
            >
              Run at λ = ${formatNumber(strength)}
            </button>`
      }`;
  }

  #figures(population: WeightedRewards, strength: number, isCollapsed: boolean): TemplateResult {
    const { weights, ess, meanReward, divergence } = reweighed(population, strength);
    const particles = this.#particles;
    const parts = this.rewards.length < 2 ? [] : this.rewards;
    const figure = (name: string, title: string, value: string): TemplateResult =>
      html`<span title=${title}>${name} <b>${value}</b></span>`;
    return html`${figure("mean reward", "Of the distribution with that strength", formatNumber(meanReward))}
    ${parts.map((name, k) =>
      figure(
        name,
        `The mean of ${name} by itself`,
        formatNumber(
          weightedMean(
            weights,
            particles.map((one) => one.parts[k]!),
          ),
        ),
      ),
    )}
    ${this.#held(weights, figure)}
    ${figure("two draws differ", "The chance that two draws by weight are different: how much variety is left", `${(100 * twoDiffer(particles, weights)).toFixed(0)} %`)}
    ${
      // What the votes took it away from the model by is no part of λ r.
      this.run.isVoted === true
        ? nothing
        : figure(
            "from the model",
            "Kullback–Leibler divergence of that distribution from the model, in nats",
            formatNumber(divergence),
          )
    }
    ${figure("ESS", "Effective sample size of the weights that tell all this", `${formatEss(ess)} of ${particles.length}`)}
    ${isCollapsed ? html`<span class="warning">too few particles carry this: run at that strength to know</span>` : this.#gamed(population, strength)}`;
  }

  /** Which reward judges without having steered. */
  #judge(): unknown {
    if (isReport() || this.judges.length === 0) return nothing;
    const { reward, isRunning = false, problem } = this.holdout ?? {};
    return html`<label class="judge quiet" title="A reward that steered nothing: what is gained should show there, too"
      >Holdout reward
      <select
        aria-label="Holdout reward"
        @change=${(event: Event) => {
          const { value } = event.target as HTMLSelectElement;
          if (value !== "") ask(this, "judge", { reward: value });
        }}
      >
        <option value="" ?selected=${reward === undefined}>none</option>
        ${this.judges.map((name) => html`<option value=${name} ?selected=${name === reward}>${name}</option>`)}
      </select>
      <span role="status">${isRunning ? "Scoring…" : (problem ?? nothing)}</span></label
    >`;
  }

  /** The holdout reward's mean, of what is feasible for it. */
  #held(weights: Float64Array, figure: (name: string, title: string, value: string) => TemplateResult): unknown {
    const { reward } = this.holdout ?? {};
    const own = this.#heldScores();
    if (own === undefined) return nothing;
    return figure(
      `holdout ${reward}`,
      `The mean of ${reward}, which steered nothing`,
      formatNumber(weightedMean(weights, own)),
    );
  }

  /** Of the group's particles; undefined where nobody judged them. */
  #heldScores(): readonly number[] | undefined {
    const { scores } = this.holdout ?? {};
    return scores && this.#particles.map(({ index }) => scores[index] ?? -Infinity);
  }

  #gamed(population: WeightedRewards, strength: number): unknown {
    const scores = this.#heldScores();
    if (scores === undefined || this.#curve === undefined) return nothing;
    const from = gamedFrom(population, this.#curve, strength, { scores, sense: this.sense });
    if (from === undefined) return nothing;
    const { reward } = this.holdout!;
    return html`<span class="warning"
      >from λ = ${formatNumber(from)} to ${formatNumber(strength)} the reward gains while ${reward}, which steered
      nothing, finds it worse: what was gained may be the reward's own faults. Look at the outputs</span
    >`;
  }
}

function chart(curve: readonly StrengthPoint[], place: number): TemplateResult {
  const { width, height } = size;
  const at = (width * place) / places;
  return html`<svg
    class="chart"
    viewBox="0 0 ${width} ${height}"
    preserveAspectRatio="none"
    role="img"
    aria-label="Mean reward over λ, faint where the effective sample size has collapsed"
  >
    ${curvePath(curve, size).map(({ path, isCollapsed }) => svg`<path class=${isCollapsed ? "line faint" : "line"} d=${path} />`)}
    ${svg`<line class="place" x1=${at} x2=${at} y1="0" y2=${height} />`}
  </svg>`;
}
