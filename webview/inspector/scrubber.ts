/** The one place in time that the whole page shows: a slider over the scored steps, with play. Knows steps; asks for nothing. */
import { LitElement, type PropertyValues, type TemplateResult, html } from "lit";
import { icon } from "../controls/icons.ts";
import { emit } from "../host/events.ts";
import { share } from "../run/share.ts";
import { actionStyles, baseStyles } from "../theme.ts";
import { allSteps, shareOf, type StepRange } from "./stepRange.ts";
import { scrubberStyles } from "./scrubberStyles.ts";

export interface ScrubberMark {
  readonly step: number;
  readonly resampled: boolean;
}

/** Milliseconds a scored step takes while it plays; the whole at most as long as one watches. */
const pause = 280;
const longest = 12_000;
/** Pixels at both ends of the track, in its styles as well. */
const margin = 10;

export class Scrubber extends LitElement {
  static override properties = {
    marks: { attribute: false },
    steps: { type: Number },
    range: { attribute: false },
    at: { type: Number },
    playing: { state: true },
  };
  static override styles = [baseStyles, actionStyles, scrubberStyles];
  /** The marks of the scored steps, in order. */
  declare marks: readonly ScrubberMark[];
  declare steps: number;
  /** The part of the steps that the track is; undefined: all. */
  declare range: StepRange | undefined;
  /** Index of the shown one. */
  declare at: number;
  declare playing: boolean;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.playing = false;
  }

  override disconnectedCallback(): void {
    this.#pause();
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.playing && changed.has("at") && this.at >= this.marks.length - 1) this.#pause();
  }

  protected override render(): TemplateResult {
    const last = this.marks.length - 1;
    const step = this.marks[this.at]?.step ?? 0;
    const range = this.range ?? allSteps(this.steps);
    const [label, picture] = this.playing ? (["Pause", "stop"] as const) : (["Play the run", "run"] as const);
    return html`<div class="row">
        <button
          class="action"
          title=${label}
          aria-label=${label}
          aria-disabled=${last < 1}
          @click=${() => (this.playing ? this.#pause() : this.#play())}
        >
          ${icon(picture)}
        </button>
        <span class="step quiet">step <b>${step}</b> of ${this.steps}</span><slot></slot>
      </div>
      <div class="track" @pointerdown=${this.#hold} @pointermove=${this.#hold}>
        <div class="marks" aria-hidden="true">
          ${this.marks.map(
            ({ step: scored, resampled }, index) =>
              html`<i
                class="${resampled ? "resampled" : ""} ${index === this.at ? "shown" : ""}"
                ?hidden=${scored < range.from || scored > range.to}
                ${share(shareOf(range, scored))}
              ></i>`,
          )}
        </div>
        <input
          type="range"
          min="0"
          max=${Math.max(0, last)}
          step="1"
          .value=${String(this.at)}
          aria-label="Scored step that is shown"
          aria-valuetext="Step ${step} of ${this.steps}${this.marks[this.at]?.resampled ? ", resampled" : ""}"
          title="Scored step that is shown: arrow keys, Home, End"
          ?disabled=${last < 0}
          @input=${(event: Event) => this.#go(Number((event.target as HTMLInputElement).value))}
        />
      </div>`;
  }

  /** The scored step nearest to the pointer, where its mark is: the slider's own places are those of steps that are equally far apart. */
  readonly #hold = (event: PointerEvent): void => {
    const track = event.currentTarget as HTMLElement;
    if (event.buttons !== 1 || this.marks.length === 0) return;
    const { left, width } = track.getBoundingClientRect();
    const { from, to } = this.range ?? allSteps(this.steps);
    const step = from + ((event.clientX - left - margin) / (width - 2 * margin)) * (to - from);
    const distances = this.marks.map((mark) => Math.abs(mark.step - step));
    const at = distances.indexOf(Math.min(...distances));
    if (event.type === "pointerdown") {
      track.setPointerCapture(event.pointerId);
      track.querySelector("input")?.focus();
      event.preventDefault();
    }
    if (at !== this.at) this.#go(at);
  };

  #go(at: number): void {
    this.#pause();
    emit(this, "fk-scrub", { at });
  }

  #play(): void {
    if (this.marks.length < 2) return;
    this.playing = true;
    if (this.at >= this.marks.length - 1) emit(this, "fk-scrub", { at: 0 });
    this.#timer = setInterval(
      () => emit(this, "fk-scrub", { at: Math.min(this.at + 1, this.marks.length - 1) }),
      Math.min(pause, longest / this.marks.length),
    );
  }

  #pause(): void {
    clearInterval(this.#timer);
    this.playing = false;
  }
}
