/** What uPlot does not draw of a curve by itself: every particle's line, the threshold, resamplings, the shown step and what is looked at. Knows a plot, no page. */
import type uPlot from "uplot";
import { descendantsOf, pathOf, type Genealogy, type GenealogyPlace } from "../../src/steering/genealogy.ts";
import type { Curve, CurveParticles } from "./curveData.ts";
import { curveNumber } from "./curveNumbers.ts";
import type { CurveInk } from "./curveInk.ts";

/** Where numbers lie on the plot's canvas, in its pixels. */
interface Places {
  readonly x: (step: number) => number;
  readonly y: (value: number) => number;
}

/** Both axes are linear: two places of each tell all others. */
function placesOf(plot: uPlot): Places {
  const along = (scale: "x" | "y"): ((value: number) => number) => {
    const from = plot.valToPos(0, scale, true);
    const each = plot.valToPos(1, scale, true) - from;
    return (value) => from + each * value;
  };
  return { x: along("x"), y: along("y") };
}

/** Clipped to the plot, since a part of the steps may be shown; what lies on its edge is seen whole. */
function inside(plot: uPlot, drawing: CanvasRenderingContext2D, draw: (places: Places) => void): void {
  const { bbox } = plot;
  const edge = 4 * devicePixelRatio;
  drawing.save();
  drawing.beginPath();
  drawing.rect(bbox.left - edge, bbox.top - edge, bbox.width + 2 * edge, bbox.height + 2 * edge);
  drawing.clip();
  draw(placesOf(plot));
  drawing.restore();
}

/** Behind the lines. */
export function drawBehind(plot: uPlot, curve: Curve, steps: readonly number[], ink: CurveInk): void {
  const drawing = plot.ctx;
  inside(plot, drawing, (places) => {
    if (curve.particles !== undefined) drawParticles(drawing, curve.particles, steps, places, ink);
    if (curve.threshold === undefined) return;
    const y = Math.round(places.y(curve.threshold)) + 0.5;
    drawing.strokeStyle = ink.threshold;
    drawing.lineWidth = devicePixelRatio;
    drawing.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
    drawing.beginPath();
    drawing.moveTo(plot.bbox.left, y);
    drawing.lineTo(plot.bbox.left + plot.bbox.width, y);
    drawing.stroke();
  });
}

/** One stroke for those that live on, one for dead ends: strokes cost, segments hardly do. */
function drawParticles(
  drawing: CanvasRenderingContext2D,
  { group, values, segments }: CurveParticles,
  steps: readonly number[],
  { x, y }: Places,
  { quiet }: CurveInk,
): void {
  const [dead, living] = [new Path2D(), new Path2D()];
  for (const [j, { parents, lives }] of segments.entries()) {
    const [x0, x1] = [x(steps[j]!), x(steps[j + 1]!)];
    for (let n = 0; n < parents.length; n += 1) {
      const [from, to] = [values[j]?.[parents[n]!], values[j + 1]?.[group.start + n]];
      if (!Number.isFinite(from) || !Number.isFinite(to)) continue;
      const path = lives[n] === 1 ? living : dead;
      path.moveTo(x0, y(from!));
      path.lineTo(x1, y(to!));
    }
  }
  drawing.strokeStyle = quiet;
  drawing.lineWidth = devicePixelRatio * (group.count > 32 ? 0.6 : 0.9);
  drawing.globalAlpha = 0.22;
  drawing.stroke(dead);
  drawing.globalAlpha = 0.6;
  drawing.stroke(living);
}

export interface Marks {
  /** Of the step that the page shows. */
  readonly shown: number | undefined;
  readonly genealogy: Genealogy;
  readonly look: GenealogyPlace | undefined;
}

export interface Marked {
  readonly curve: Curve;
  readonly steps: readonly number[];
  readonly marks: Marks;
  readonly ink: CurveInk;
}

/** Over the lines, on a layer of as many pixels. */
export function drawMarks(drawing: CanvasRenderingContext2D, plot: uPlot, { curve, steps, marks, ink }: Marked): void {
  inside(plot, drawing, (places) => {
    const { bbox } = plot;
    const unit = devicePixelRatio;
    if (marks.shown !== undefined) {
      drawing.fillStyle = ink.shown;
      drawing.fillRect(Math.round(places.x(marks.shown) - unit / 2), bbox.top, unit, bbox.height);
    }
    drawing.fillStyle = ink.resampled;
    const bottom = bbox.top + bbox.height;
    for (const step of curve.resampled ?? []) {
      const x = places.x(step);
      drawing.beginPath();
      drawing.moveTo(x, bottom - 6 * unit);
      drawing.lineTo(x - 3.5 * unit, bottom);
      drawing.lineTo(x + 3.5 * unit, bottom);
      drawing.fill();
    }
    drawEnds(drawing, plot, curve, ink);
    if (curve.particles !== undefined && marks.look !== undefined)
      drawLook(drawing, curve.particles, steps, { genealogy: marks.genealogy, look: marks.look }, places, ink);
  });
}

/** The smallest and the largest number of the plot, in its corners. */
function drawEnds(drawing: CanvasRenderingContext2D, { bbox, scales }: uPlot, curve: Curve, ink: CurveInk): void {
  drawing.font = ink.font;
  drawing.textAlign = "left";
  drawing.fillStyle = ink.quiet;
  const left = bbox.left + 2 * devicePixelRatio;
  for (const [value, baseline, y] of [
    [scales["y"]?.max, "top", bbox.top + 2 * devicePixelRatio],
    [scales["y"]?.min, "bottom", bbox.top + bbox.height - devicePixelRatio],
  ] as const) {
    if (value === undefined) continue;
    drawing.textBaseline = baseline;
    drawing.fillText(curveNumber(curve, value), left, y);
  }
}

/** The looked-at particle's line, with its descendants. */
function drawLook(
  drawing: CanvasRenderingContext2D,
  { group, values }: CurveParticles,
  steps: readonly number[],
  { genealogy, look }: { readonly genealogy: Genealogy; readonly look: GenealogyPlace },
  { x, y }: Places,
  { strong }: CurveInk,
): void {
  if (look.particle < group.start || look.particle >= group.start + group.count || look.at >= steps.length) return;
  const edge = (at: number, parent: number, child: number): void => {
    const [from, to] = [values[at]?.[parent], values[at + 1]?.[child]];
    if (!Number.isFinite(from) || !Number.isFinite(to)) return;
    drawing.moveTo(x(steps[at]!), y(from!));
    drawing.lineTo(x(steps[at + 1]!), y(to!));
  };
  drawing.beginPath();
  const path = pathOf(genealogy, look);
  path.slice(0, -1).forEach((parent, at) => edge(at, parent, path[at + 1]!));
  descendantsOf(genealogy, look).forEach((children, i) => {
    const at = look.at + i - 1;
    if (i > 0) for (const child of children) edge(at, genealogy.scored[at]!.ancestors[child]!, child);
  });
  drawing.strokeStyle = strong;
  drawing.lineWidth = 1.6 * devicePixelRatio;
  drawing.stroke();
  const value = values[look.at]?.[look.particle];
  if (!Number.isFinite(value)) return;
  drawing.beginPath();
  drawing.arc(x(steps[look.at]!), y(value!), 3.5 * devicePixelRatio, 0, 7);
  drawing.stroke();
}
