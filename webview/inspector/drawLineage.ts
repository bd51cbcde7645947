/** Draws a lineage on a canvas: first everything, then on another layer what is looked at. Knows layouts, no page. */
import { descendantsOf, pathOf, type Genealogy, type GenealogyPlace } from "../../src/steering/genealogy.ts";
import { beginningOf } from "../../src/cutText.ts";
import type { LineageLayout } from "./lineageLayout.ts";

export interface LineageInk {
  readonly palette: readonly string[];
  /** [scored step][particle], an index into the palette. */
  readonly indices: readonly Uint8Array[];
  readonly quiet: string;
  readonly strong: string;
  readonly band: string;
  /** The name of each band. */
  readonly labels: readonly string[];
  readonly font: string;
}

type Drawing = CanvasRenderingContext2D;

/** Thickest edge, in pixels; thinner where rows are narrow. */
const thickest = 3.5;
/** Rows of fewer pixels. */
const narrow = 4;

export function drawBase(drawing: Drawing, layout: LineageLayout, ink: LineageInk): void {
  drawing.clearRect(0, 0, drawing.canvas.width, drawing.canvas.height);
  drawing.fillStyle = ink.band;
  if (layout.bands.length > 1) {
    for (const { top, bottom } of layout.bands) drawing.fillRect(0, top, drawing.canvas.width, bottom - top);
  }
  drawDead(drawing, layout, ink);
  drawLiving(drawing, layout, ink);
  drawNodes(drawing, layout, ink);
  if (layout.bands.length > 1) drawLabels(drawing, layout, ink);
}

/** Above each band, cut where it would leave the drawing. */
function drawLabels(drawing: Drawing, { bands, x }: LineageLayout, { labels, font, quiet }: LineageInk): void {
  // Of a part of the steps, the first lies outside.
  const left = Math.max(10, x[0] ?? 0);
  drawing.font = font;
  drawing.fillStyle = quiet;
  drawing.textBaseline = "bottom";
  const most = drawing.canvas.width / drawing.getTransform().a - left;
  bands.forEach(({ top }, g) => {
    let label = labels[g] ?? "";
    while (label.length > 1 && drawing.measureText(label).width > most)
      label = `${beginningOf(label, label.length - 2)}…`;
    drawing.fillText(label, left, top - 1);
  });
}

/** Dead ends are one faint stroke. Where rows are narrow, those that go straight on would only be a grey ground. */
function drawDead(drawing: Drawing, layout: LineageLayout, ink: LineageInk): void {
  const isNarrow = layout.row < narrow;
  drawing.beginPath();
  for (const { at, parents, lives } of layout.edges) {
    for (let m = 0; m < parents.length; m += 1) {
      const parent = parents[m] as number;
      if (lives[m] === 0 && !(isNarrow && parent === m)) edge(drawing, layout, at, parent, m);
    }
  }
  drawing.lineWidth = isNarrow ? 0.5 : 0.8;
  drawing.globalAlpha = isNarrow ? 0.25 : 0.45;
  drawing.strokeStyle = ink.quiet;
  drawing.stroke();
  drawing.globalAlpha = 1;
}

/** One stroke for each colour and thickness: strokes cost, segments hardly do. */
function drawLiving(drawing: Drawing, layout: LineageLayout, { palette, indices }: LineageInk): void {
  const strokes = new Map<number, Path2D>();
  for (const { at, parents, lives, offspring } of layout.edges) {
    for (let m = 0; m < parents.length; m += 1) {
      if (lives[m] === 0) continue;
      const parent = parents[m] as number;
      const width = Math.min(3, Math.ceil(Math.log2(1 + (offspring[parent] as number))));
      const key = width * 16 + (indices[at + 1]?.[m] ?? 0);
      const path = strokes.get(key) ?? new Path2D();
      strokes.set(key, path);
      edge(path, layout, at, parent, m);
    }
  }
  const scale = Math.min(1, layout.row / 8);
  for (const [key, path] of strokes) {
    drawing.lineWidth = Math.max(1, (thickest * Math.floor(key / 16) * scale) / 3);
    drawing.strokeStyle = palette[key % 16] ?? "";
    drawing.stroke(path);
  }
}

function drawNodes(drawing: Drawing, { x, y, row }: LineageLayout, { palette, indices }: LineageInk): void {
  const radius = Math.min(3, row / 3);
  if (radius < 0.8) return;
  const paths = palette.map(() => new Path2D());
  indices.forEach((step, at) => {
    step.forEach((colour, n) => {
      const [cx, cy] = [x[at] as number, y[n] as number];
      paths[colour]?.moveTo(cx + radius, cy);
      paths[colour]?.arc(cx, cy, radius, 0, 7);
    });
  });
  paths.forEach((path, colour) => {
    drawing.fillStyle = palette[colour] ?? "";
    drawing.fill(path);
  });
}

/** The ancestors and descendants of a place, and the place itself. */
export function drawLook(
  drawing: Drawing,
  genealogy: Genealogy,
  layout: LineageLayout,
  place: GenealogyPlace,
  ink: Pick<LineageInk, "strong">,
): void {
  drawing.beginPath();
  const path = pathOf(genealogy, place);
  path.slice(0, -1).forEach((parent, at) => edge(drawing, layout, at, parent, path[at + 1] as number));
  descendantsOf(genealogy, place).forEach((children, i) => {
    const parents = layout.edges[place.at + i - 1]?.parents;
    if (i > 0 && parents !== undefined)
      for (const child of children) edge(drawing, layout, place.at + i - 1, parents[child] as number, child);
  });
  drawing.lineWidth = 2;
  drawing.strokeStyle = ink.strong;
  drawing.stroke();
  drawing.beginPath();
  drawing.arc(layout.x[place.at] as number, layout.y[place.particle] as number, Math.max(4, layout.row / 3), 0, 7);
  drawing.stroke();
}

/** Runs of their own: a stub that leaves the line where each begins. */
export function drawBranches(
  drawing: Drawing,
  { x, y, row }: LineageLayout,
  places: readonly GenealogyPlace[],
  { strong }: Pick<LineageInk, "strong">,
): void {
  const radius = Math.max(2.5, Math.min(4, row / 3));
  drawing.strokeStyle = strong;
  drawing.fillStyle = strong;
  drawing.lineWidth = 1.5;
  for (const { at, particle } of places) {
    const [cx, cy] = [x[at], y[particle]];
    if (cx === undefined || cy === undefined) continue;
    drawing.beginPath();
    drawing.arc(cx, cy, radius, 0, 7);
    drawing.moveTo(cx, cy);
    drawing.bezierCurveTo(cx + 6, cy, cx + 6, cy - 8, cx + 14, cy - 8);
    drawing.stroke();
    drawing.beginPath();
    drawing.arc(cx + 14, cy - 8, 2, 0, 7);
    drawing.fill();
  }
}

/** The step that the page shows. */
export function drawStep(drawing: Drawing, { x }: LineageLayout, at: number, height: number, colour: string): void {
  drawing.fillStyle = colour;
  drawing.fillRect(Math.round(x[at] as number) - 0.5, 0, 1, height);
}

function edge(into: Drawing | Path2D, { x, y, row }: LineageLayout, at: number, parent: number, child: number): void {
  const [x0, x1, y0, y1] = [x[at] as number, x[at + 1] as number, y[parent] as number, y[child] as number];
  into.moveTo(x0, y0);
  // Curves of narrow rows cannot be told from lines.
  if (y0 === y1 || row < narrow) into.lineTo(x1, y1);
  else into.bezierCurveTo((x0 + x1) / 2, y0, (x0 + x1) / 2, y1, x1, y1);
}
