/** One prompt's ESS over steps as a line, with the resampling threshold and where it resampled. Knows a run; asks for nothing. */
import { LitElement, type PropertyValues, type TemplateResult, html, nothing, svg } from "lit";
import type { GroupView, RunView } from "../../src/protocol/panel.ts";
import type { ScoredStep } from "../../src/protocol/run.ts";
import { essChartStyles } from "./essChartStyles.ts";
import {
  type EssPoint,
  type EssScale,
  type Frame,
  axisTicks,
  essPath,
  essScale,
  nearestPoint,
  thinTrace,
} from "./essScale.ts";
import { formatEss, formatNumber, plural } from "../../src/protocol/numberWords.ts";
import { baseStyles } from "../theme.ts";

const height = 112;
const frame = (width: number): Frame => ({ left: 30, right: width - 10, top: 8, bottom: height - 18 });

export class EssChart extends LitElement {
  static override properties = {
    run: { attribute: false },
    group: { attribute: false },
    width: { state: true },
    chosen: { state: true },
  };
  static override styles = [baseStyles, essChartStyles];
  declare run: RunView;
  /** The prompt's part of it. */
  declare group: GroupView;
  declare width: number;
  /** Index of the point that is pointed at. */
  declare chosen: number | undefined;
  readonly #resizes = new ResizeObserver(([entry]) => {
    this.width = Math.max(160, Math.round(entry?.contentRect.width ?? 0));
  });

  constructor() {
    super();
    this.width = 400;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#resizes.observe(this);
  }

  override disconnectedCallback(): void {
    this.#resizes.disconnect();
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get("run");
    if (changed.has("run") && before?.id !== this.run.id) this.chosen = undefined;
  }

  protected override render(): TemplateResult {
    const { steps } = this.run;
    const trace = this.group.scored;
    const particles = Math.max(1, this.run.specification.particles ?? this.run.particles.length);
    const area = frame(this.width);
    const scale = essScale(area, steps, particles);
    const shown = thinTrace(trace, area.right - area.left);
    return html`<svg
        viewBox="0 0 ${this.width} ${height}"
        width=${this.width}
        height=${height}
        role="img"
        tabindex="0"
        aria-label=${describe(trace, particles)}
        @pointermove=${(event: PointerEvent) => this.#point(event, scale)}
        @pointerleave=${() => (this.chosen = undefined)}
        @blur=${() => (this.chosen = undefined)}
        @keydown=${(event: KeyboardEvent) => this.#step(event)}
      >
        ${axes(area, scale, steps, particles)} ${this.#threshold(area, scale, particles)}
        <path class="line" d=${essPath(shown, scale)} />
        ${trace.length <= 60 ? trace.map((one) => svg`<circle class="dot" cx=${scale.x(one.step)} cy=${scale.y(one.ess)} r="1.6"/>`) : nothing}
        ${resamplings(trace, area, scale)} ${this.#pointer(area, scale)}
      </svg>
      <div class="readout quiet" aria-live="polite">${this.#readout(particles)}</div>`;
  }

  #threshold(area: Frame, scale: EssScale, particles: number): unknown {
    const { resampling = "adaptive", essThreshold = 0.5 } = this.run.specification;
    if (resampling !== "adaptive") return nothing;
    const y = scale.y(essThreshold * particles);
    return svg`<g class="threshold">
      <title>Resamples below ${formatEss(essThreshold * particles)}</title>
      <line x1=${area.left} x2=${area.right} y1=${y} y2=${y} />
    </g>`;
  }

  #pointer(area: Frame, scale: EssScale): unknown {
    const point = this.#chosenPoint;
    if (point === undefined) return nothing;
    const [x, y] = [scale.x(point.step), scale.y(point.ess)];
    return svg`<g class="pointer">
      <line x1=${x} x2=${x} y1=${area.top} y2=${area.bottom} />
      <circle cx=${x} cy=${y} r="3" />
    </g>`;
  }

  #readout(particles: number): unknown {
    const point = this.#chosenPoint;
    if (point === undefined) {
      return html`<svg class="mark" width="7" height="6"><path class="resampled" d="M3.5 0L0 6h7z" /></svg> resampled
        <span class="dashes"></span> threshold`;
    }
    return [
      `Step ${point.step}: ESS ${formatEss(point.ess)} of ${particles}${point.resampled ? ", resampled" : ""}`,
      `${plural(point.survivors, "ancestor")} left`,
      `λ ${formatNumber(point.strength)}`,
    ].join(" · ");
  }

  get #chosenPoint(): ScoredStep | undefined {
    return this.chosen === undefined ? undefined : this.group.scored[this.chosen];
  }

  #point(event: PointerEvent, scale: EssScale): void {
    const box = (event.currentTarget as SVGElement).getBoundingClientRect();
    const { scored } = this.group;
    if (scored.length > 0) this.chosen = nearestPoint(scored, scale, event.clientX - box.left);
  }

  #step(event: KeyboardEvent): void {
    const last = this.group.scored.length - 1;
    const now = this.chosen ?? last + (event.key === "ArrowLeft" ? 1 : 0);
    const next = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 0, End: last }[event.key];
    if (next === undefined || last < 0) return;
    event.preventDefault();
    this.chosen = Math.min(last, Math.max(0, next));
  }
}

function axes(area: Frame, scale: EssScale, steps: number, particles: number): unknown {
  const xTicks = axisTicks(steps, Math.max(3, Math.floor((area.right - area.left) / 60)));
  return svg`<g class="axes">
    ${axisTicks(particles, 3).map(
      (tick) => svg`<line class="rule" x1=${area.left} x2=${area.right} y1=${scale.y(tick)} y2=${scale.y(tick)} />
        <text x=${area.left - 5} y=${scale.y(tick) + 3.5} text-anchor="end">${tick}</text>`,
    )}
    ${xTicks.map(
      (tick) => svg`<text x=${scale.x(tick)} y=${area.bottom + 13}
        text-anchor=${tick === 0 ? "start" : tick === steps ? "end" : "middle"}>${tick === 0 ? "step 0" : tick}</text>`,
    )}
  </g>`;
}

function resamplings(trace: readonly EssPoint[], area: Frame, scale: EssScale): unknown {
  return trace
    .filter((one) => one.resampled)
    .map(({ step, ess }) => {
      const x = scale.x(step);
      return svg`<path class="resampled" d="M${x} ${area.bottom - 6}l-3.5 6h7z">
        <title>Resampled at step ${step}, ESS ${formatEss(ess)}</title>
      </path>`;
    });
}

function describe(trace: readonly EssPoint[], particles: number): string {
  const last = trace.at(-1);
  if (last === undefined) return "Effective sample size over steps: nothing scored yet";
  const least = trace.reduce((a, b) => (b.ess < a.ess ? b : a));
  const times = trace.filter((one) => one.resampled).length;
  return `Effective sample size over steps: now ${formatEss(last.ess)} of ${particles}, least ${formatEss(least.ess)} at step ${least.step}, resampled ${plural(times, "time")}. Arrow keys read single steps.`;
}
