/** One of a sweep's small multiples, drawn by uPlot: a figure over an axis, a line for each value of the other, intervals over the seeds. */
import { type PropertyValues, type TemplateResult, css, html } from "lit";
import uPlot from "uplot";
import { PlotElement } from "../charts/plotElement.ts";
import { formatTick } from "../../src/protocol/numberWords.ts";
import type { SweepFigure } from "../../src/protocol/sweepEstimates.ts";
import { type Facet, type Facets, rowAt } from "./facets.ts";

const tall = 132;
const [left, bottom] = [42, 20];
/** Of a value's name: pixels of a letter, and between two names. */
const [letter, gap] = [7, 6];
/** By how much lines stand apart, so that their intervals do: of the distance of two values. */
const apart = 0.07;

export class SweepPlot extends PlotElement {
  static override properties = {
    facet: { attribute: false },
    facets: { attribute: false },
    figure: {},
    range: { attribute: false },
    label: {},
  };
  static override styles = [
    ...PlotElement.styles,
    css`
      :host {
        flex: 1 1 220px;
      }
      .u-over {
        cursor: default;
      }
    `,
  ];
  declare facet: Facet;
  declare facets: Facets;
  declare figure: SweepFigure;
  declare range: readonly [number, number] | undefined;
  /** What it shows, in words. */
  declare label: string;

  protected override render(): TemplateResult {
    return html`<div class="plot" role="img" aria-label=${this.label}></div>`;
  }

  protected override updated(_: PropertyValues<this>): void {
    if (this.width === undefined) return;
    // A few numbers: making it anew is cheaper than telling what of it has changed.
    this.plot?.destroy();
    this.plot = new uPlot(this.#options, this.#data, this.renderRoot.querySelector<HTMLElement>(".plot")!);
  }

  get #data(): uPlot.AlignedData {
    const { values, lines } = this.facets;
    const meanAt = (value: number, line: number): number | null => {
      const { mean = Number.NaN } = rowAt(this.facets, this.facet, value, line).figures[this.figure] ?? {};
      return Number.isFinite(mean) ? mean : null;
    };
    const means = lines.map((line) => values.map((value) => meanAt(value, line)));
    return [values.map((_, i) => i), ...means];
  }

  get #options(): uPlot.Options {
    const { values, lines } = this.facets;
    const quiet = (): string => this.ink.quiet;
    const [low, high] = this.range ?? [0, 1];
    const margin = low < high ? (high - low) * 0.06 : 0.5;
    return {
      width: this.width ?? 0,
      height: tall,
      padding: [6, 8, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: () => [-0.4, values.length - 0.6] },
        y: { range: () => [low - margin, high + margin] },
      },
      series: [
        {},
        ...lines.map((_, k) => ({
          stroke: () => this.#hue(k),
          width: 1.5,
          // Drawn with their intervals, a little apart.
          points: { show: false },
          paths: () => null,
        })),
      ],
      axes: [
        {
          size: bottom,
          gap: 3,
          stroke: quiet,
          font: this.ink.font,
          ticks: { show: false },
          grid: { show: false },
          splits: () => this.#named,
          values: () => this.#named.map((i) => String(values[i])),
        },
        {
          size: left,
          gap: 4,
          stroke: quiet,
          font: this.ink.font,
          ticks: { show: false },
          grid: { stroke: () => `color-mix(in srgb, ${quiet()} 30%, transparent)`, width: 1 },
          space: 34,
          values: (_plot, splits, _axis, _space, step) => splits.map((split) => formatTick(split, step)),
        },
      ],
      hooks: { draw: [(plot) => this.#draw(plot)] },
    };
  }

  /** Indices of the values that there is room to name: the first, and every so many. */
  get #named(): number[] {
    const { values } = this.facets;
    const widest = Math.max(...values.map((value) => String(value).length)) * letter + gap;
    const every = Math.max(1, Math.ceil((values.length * widest) / ((this.width ?? 0) - left)));
    return [...values.keys()].filter((i) => i % every === 0);
  }

  #hue(k: number): string {
    const { lines } = this.ink;
    return lines[k % lines.length] ?? "";
  }

  /** Lines between the means, and through each its interval. */
  #draw(plot: uPlot): void {
    const { values, lines } = this.facets;
    const { ctx } = plot;
    const pixels = devicePixelRatio;
    ctx.save();
    ctx.lineWidth = 1.5 * pixels;
    lines.forEach((line, k) => {
      const shift = (k - (lines.length - 1) / 2) * apart;
      ctx.strokeStyle = this.#hue(k);
      ctx.fillStyle = this.#hue(k);
      let last: readonly [number, number] | undefined;
      values.forEach((value, i) => {
        const estimate = rowAt(this.facets, this.facet, value, line).figures[this.figure];
        if (estimate === undefined || !Number.isFinite(estimate.mean)) {
          last = undefined;
          return;
        }
        const [x, y] = [plot.valToPos(i + shift, "x", true), plot.valToPos(estimate.mean, "y", true)];
        const stroke = (...points: readonly (readonly [number, number])[]): void => {
          ctx.beginPath();
          points.forEach(([px, py], at) => (at === 0 ? ctx.moveTo(px, py) : ctx.lineTo(px, py)));
          ctx.stroke();
        };
        if (last !== undefined) stroke(last, [x, y]);
        if (estimate.interval !== undefined) {
          const [from, to] = estimate.interval.map((end) => plot.valToPos(end, "y", true)) as [number, number];
          const half = 3 * pixels;
          stroke([x, from], [x, to]);
          stroke([x - half, from], [x + half, from]);
          stroke([x - half, to], [x + half, to]);
        }
        ctx.beginPath();
        ctx.arc(x, y, 3 * pixels, 0, 2 * Math.PI);
        ctx.fill();
        last = [x, y];
      });
    });
    ctx.restore();
  }
}
