/** One figure of a run over its steps, drawn by uPlot: hovering reads a step, dragging chooses a part, a click goes there. Knows a curve; asks for nothing. */
import { type PropertyValues, type TemplateResult, css, html } from "lit";
import uPlot from "uplot";
import type { Genealogy, GenealogyPlace } from "../../src/steering/genealogy.ts";
import { formatCount } from "../../src/protocol/numberWords.ts";
import { emit } from "../host/events.ts";
import { afterFirstView } from "../host/firstView.ts";
import type { StepRange } from "../inspector/stepRange.ts";
import type { Curve, CurveLine } from "./curveData.ts";
import { nearestParticle, rangeOfCurve } from "./curveNumbers.ts";
import type { CurveInk } from "./curveInk.ts";
import { PlotElement } from "./plotElement.ts";
import { drawBehind, drawMarks } from "./drawCurve.ts";

/** Pixels of a plot, and of the steps below the last one. */
const tall = 58;
const stepsTall = 15;
/** As scrubber and lineage have it: all have one axis. */
const margin = 10;
/** Pixels of a digit of a step's number, or a little more. */
const digitWide = 7;
/** A shorter stroke of the pointer is a click. */
const shortestBrush = 5;

export class CurvePlot extends PlotElement {
  static override properties = {
    curve: { attribute: false },
    genealogy: { attribute: false },
    // Other steps, not the same ones anew: all lines would be drawn at every look.
    range: {
      attribute: false,
      hasChanged: (now: StepRange, before?: StepRange) => now.from !== before?.from || now.to !== before.to,
    },
    at: { type: Number },
    read: { attribute: false },
    look: { attribute: false },
    last: { type: Boolean },
  };
  static override styles = [
    ...PlotElement.styles,
    css`
      :host {
        min-height: ${tall}px;
      }
      :host([last]) {
        min-height: ${tall + stepsTall}px;
      }
    `,
  ];
  declare curve: Curve;
  declare genealogy: Genealogy;
  /** The steps that are shown. */
  declare range: StepRange;
  /** Index of the scored step that the page shows. */
  declare at: number;
  /** Index of the scored step that is read, in whichever plot. */
  declare read: number | undefined;
  declare look: GenealogyPlace | undefined;
  /** Below it are no others: it has the steps' numbers. */
  declare last: boolean;
  /** What another plot is made for, not other numbers. */
  #shape = "";
  #isHeld = false;
  /** The stroke that ends with this click has chosen a part. */
  #isBrushed = false;
  #steps: readonly number[] = [];

  /** Its place is kept until then. */
  protected override scheduleUpdate(): void | Promise<unknown> {
    return afterFirstView(() => super.scheduleUpdate());
  }

  protected override render(): TemplateResult {
    return html`<div class="plot" @mousemove=${this.#move}></div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    // Its width comes after its first drawing.
    if (this.width === undefined) return;
    this.#steps = this.genealogy.scored.map(({ step }) => step);
    const { lines, isBand } = this.curve;
    const shape = JSON.stringify([lines.map(({ hue, isDashed }) => [hue, isDashed]), isBand, this.last]);
    if (this.plot === undefined || shape !== this.#shape) this.#make(shape);
    else if (changed.has("width")) this.plot.setSize(this.#size);
    if (changed.has("curve") || changed.has("range")) this.plot?.setData(this.#data);
    else if (changed.has("at") || changed.has("look")) this.#mark();
    if (changed.has("read") || changed.has("range")) this.#point();
  }

  /** Before uPlot's own. */
  readonly #move = {
    handleEvent: ({ buttons }: MouseEvent): void => {
      this.#isHeld = buttons === 1;
    },
    capture: true,
  };

  get #data(): uPlot.AlignedData {
    return [[...this.#steps], ...this.curve.lines.map(({ values }) => [...values])];
  }

  get #size(): { width: number; height: number } {
    return { width: this.width ?? 0, height: tall + (this.last ? stepsTall : 0) };
  }

  #make(shape: string): void {
    this.plot?.destroy();
    this.#shape = shape;
    const host = this.renderRoot.querySelector<HTMLElement>(".plot")!;
    this.plot = new uPlot(this.#options, this.#data, host);
    this.plot.over.addEventListener("mousedown", () => (this.#isBrushed = false));
    this.plot.over.addEventListener("click", () => {
      const at = this.plot?.cursor.idx;
      if (typeof at === "number" && !this.#isBrushed) emit(this, "fk-scrub", { at });
    });
    this.plot.over.addEventListener("mousemove", () => this.#lookNear());
    this.plot.over.addEventListener("mouseleave", () => {
      emit(this, "fk-read", { at: undefined });
      if (this.curve.particles !== undefined) emit(this, "fk-look", { place: undefined });
    });
  }

  get #options(): uPlot.Options {
    const ink = (of: (ink: CurveInk) => string) => (): string => of(this.ink);
    const quiet = ink((colours) => colours.quiet);
    return {
      ...this.#size,
      padding: [5, margin, this.last ? 0 : 3, margin],
      legend: { show: false },
      scales: {
        x: { time: false, range: () => [this.range.from, this.range.to] },
        y: { range: () => this.#ends },
      },
      series: [{}, ...this.curve.lines.map((line) => this.#series(line))],
      ...(this.curve.isBand === true && {
        bands: [{ series: [1, 2], fill: ink(({ lines }) => `color-mix(in srgb, ${lines[0]} 25%, transparent)`) }],
      }),
      axes: [
        {
          show: this.last,
          size: stepsTall,
          gap: 2,
          stroke: quiet,
          font: this.ink.font,
          ticks: { show: false },
          grid: { show: false },
          incrs: [1, 2, 4, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000],
          values: (plot, steps) => steps.map((step) => stepLabel(plot, step)),
        },
        // Its numbers are drawn inside, so that all plots and the lineage begin at one place.
        {
          size: 0,
          ticks: { show: false },
          grid: { stroke: ink(({ quiet: line }) => `color-mix(in srgb, ${line} 30%, transparent)`), width: 1 },
          splits: () => this.#ends,
          values: () => [],
        },
      ],
      cursor: {
        y: false,
        // On the step that is read, but for a stroke, which goes where the pointer goes.
        move: (plot, left, top) => {
          const step = this.#isHeld || left < 0 ? undefined : this.#steps[plot.posToIdx(left)];
          return [step === undefined ? left : plot.valToPos(step, "x"), top];
        },
        points: { size: 6, width: 1.5 },
        drag: { x: true, y: false, setScale: false, dist: shortestBrush, click: () => {} },
        bind: { dblclick: () => () => (emit(this, "fk-zoom", { range: undefined }), null) },
      },
      hooks: {
        drawAxes: [(plot) => drawBehind(plot, this.curve, this.#steps, this.ink)],
        draw: [() => this.#mark()],
        setCursor: [
          ({ cursor: { idx } }) => {
            if (typeof idx === "number" && idx !== this.read) emit(this, "fk-read", { at: idx });
          },
        ],
        setSelect: [(plot) => this.#brushed(plot)],
      },
    };
  }

  /** On a layer of its own: what is looked at changes with every move of the pointer, the lines below do not. */
  #mark(): void {
    if (this.plot === undefined) return;
    const { canvas } = this.plot.ctx;
    let over = canvas.parentElement?.querySelector<HTMLCanvasElement>(".marks") ?? undefined;
    if (over === undefined) {
      over = document.createElement("canvas");
      over.className = "marks";
      canvas.after(over);
    }
    const drawing = over.getContext("2d")!;
    if (over.width !== canvas.width || over.height !== canvas.height) {
      over.width = canvas.width;
      over.height = canvas.height;
    }
    drawing.clearRect(0, 0, over.width, over.height);
    const marks = { shown: this.#steps[this.at], genealogy: this.genealogy, look: this.look };
    drawMarks(drawing, this.plot, { curve: this.curve, steps: this.#steps, marks, ink: this.ink });
  }

  #series({ name, hue, isDashed }: CurveLine): uPlot.Series {
    return {
      label: name,
      stroke: () => this.ink.lines[hue % this.ink.lines.length] ?? "",
      width: 1.5,
      ...(isDashed === true && { dash: [5, 3] }),
      points: { show: this.#steps.length <= 60, size: 3.5 },
    };
  }

  /** A line of one number lies in the middle. */
  get #ends(): [number, number] {
    const [low, high] = rangeOfCurve(this.curve, this.#steps, this.range) ?? [0, 1];
    return low < high ? [low, high] : [low - 0.5, high + 0.5];
  }

  /** Where the step that is read lies, here as in the plot under the pointer. */
  #point(): void {
    const step = this.read === undefined ? undefined : this.#steps[this.read];
    const isHere = this.plot?.cursor.idx === this.read && this.matches(":hover");
    if (this.plot === undefined || isHere) return;
    const left = step === undefined ? -10 : this.plot.valToPos(step, "x");
    this.plot.setCursor({ left, top: 0 }, false);
  }

  #brushed(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < shortestBrush) return;
    const [from, to] = [plot.posToVal(left, "x"), plot.posToVal(left + width, "x")];
    this.#isBrushed = true;
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    emit(this, "fk-zoom", { range: { from, to } });
  }

  /** Of the step that is read, the particle whose line is nearest. */
  #lookNear(): void {
    const { particles } = this.curve;
    const { idx, top = -1 } = this.plot?.cursor ?? {};
    if (particles === undefined || this.plot === undefined || typeof idx !== "number" || top < 0) return;
    const particle = nearestParticle(particles, idx, this.plot.posToVal(top, "y"));
    if (particle !== undefined && (this.look?.at !== idx || this.look.particle !== particle))
      emit(this, "fk-look", { place: { at: idx, particle } });
  }
}

/** None where it would be cut off at an end. */
function stepLabel(plot: uPlot, step: number): string {
  const label = formatCount(step);
  const left = plot.valToPos(step, "x");
  const room = margin + Math.min(left, plot.bbox.width / window.devicePixelRatio - left);
  return (label.length * digitWide) / 2 <= room ? label : "";
}
