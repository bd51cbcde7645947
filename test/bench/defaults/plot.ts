/** The front of a task as a drawing: how good the best is against how much the results differ, a point a setting. Pure. */
import type { Figures } from "./cells.ts";
import type { TaskCells } from "./report.ts";

const [width, height] = [760, 420];
const frame = { left: 60, right: 20, top: 36, bottom: 48 };

interface Point {
  readonly name: string;
  /** Percent of the unsteered variety. */
  readonly x: number;
  /** Mean best reward. */
  readonly y: number;
  /** Median of the ancestors that survive. */
  readonly ancestors: number;
}

/** SVG; undefined where there is nothing to set in relation. */
export function frontPlot(title: string, variety: string, cells: TaskCells): string | undefined {
  const usual = [...(cells.get("unsteered")?.values() ?? [])];
  const whole = mean(usual, (figures) => figures.variety ?? 0);
  const points = [...cells].flatMap(([name, seeds]): Point[] => {
    const own = [...seeds.values()];
    if (own.length === 0 || !(whole > 0)) return [];
    const ancestors = own.map(({ survivors }) => survivors).toSorted((a, b) => a - b)[Math.floor(own.length / 2)]!;
    const x = (100 * mean(own, (figures) => figures.variety ?? 0)) / whole;
    return [{ name, x, y: mean(own, ({ best }) => best), ancestors }];
  });
  if (points.length < 3) return undefined;
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [highX, lowY, highY] = [Math.max(110, ...xs), Math.min(...ys), Math.max(...ys)];
  const pad = 0.08 * (highY - lowY || 1);
  const px = (x: number): number => frame.left + (x / highX) * (width - frame.left - frame.right);
  const py = (y: number): number =>
    height - frame.bottom - ((y - lowY + pad) / (highY - lowY + 2 * pad)) * (height - frame.top - frame.bottom);
  const ticks = [0, 20, 40, 60, 80, 100].map(
    (x) =>
      `<path d="M${px(x).toFixed(1)} ${height - frame.bottom}v5" stroke="#666"/><text x="${px(x).toFixed(1)}" y="${height - frame.bottom + 18}" text-anchor="middle">${x} %</text>`,
  );
  const levels = [lowY, (lowY + highY) / 2, highY].map(
    (y) =>
      `<text x="${frame.left - 8}" y="${(py(y) + 4).toFixed(1)}" text-anchor="end">${y.toFixed(2)}</text><path d="M${frame.left} ${py(y).toFixed(1)}H${width - frame.right}" stroke="#ddd"/>`,
  );
  // Names beside the points would lie on each other: numbers, from the best on, and a legend in two columns.
  const ranked = points.toSorted((a, b) => b.y - a.y);
  const rows = Math.ceil(ranked.length / 2);
  const marks = ranked.map(({ name, x, y, ancestors }, n) => {
    const [cx, cy] = [px(x).toFixed(1), py(y).toFixed(1)];
    const colour = ancestors >= 3 ? "#1a7f37" : "#9a6700";
    const [column, row] = [Math.floor(n / rows), n % rows];
    return `<circle cx="${cx}" cy="${cy}" r="9" fill="${colour}"/><text x="${cx}" y="${cy}" dy="4" fill="#fff" text-anchor="middle">${n + 1}</text><text x="${frame.left + 350 * column}" y="${height + 16 + 16 * row}">${n + 1}  ${escaped(name)}</text>`;
  });
  const all = height + 16 * rows + 16;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${all}" font-family="sans-serif" font-size="11" fill="#222">`,
    `<rect width="${width}" height="${all}" fill="#fff"/>`,
    `<text x="${frame.left}" y="20" font-size="13">${escaped(title)}: green where three ancestors or more survive in the median</text>`,
    `<path d="M${frame.left} ${frame.top}V${height - frame.bottom}H${width - frame.right}" fill="none" stroke="#666"/>`,
    ...ticks,
    ...levels,
    ...marks,
    `<text x="${(width + frame.left) / 2}" y="${height - 10}" text-anchor="middle">${escaped(variety)}, of unsteered</text>`,
    `<text x="14" y="${height / 2}" text-anchor="middle" transform="rotate(-90 14 ${height / 2})">best reward</text>`,
    `</svg>\n`,
  ].join("\n");
}

function mean(all: readonly Figures[], read: (figures: Figures) => number): number {
  return all.length === 0 ? 0 : all.reduce((sum, figures) => sum + read(figures), 0) / all.length;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
