/** Estimates with their intervals side by side on one axis, in characters: reads in every theme and survives copying. Pure. */
import type { Estimate } from "../../protocol/comparison.ts";
import { formatNumber } from "../../protocol/numberWords.ts";

const width = 48;

/** One line a row, and the axis under them; empty where there is nothing to place. */
export function intervalChart(rows: readonly (readonly [label: string, estimate: Estimate | undefined])[]): string {
  const ends = rows.flatMap(([, estimate]) =>
    estimate === undefined ? [] : [estimate.mean, ...(estimate.interval ?? [])],
  );
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  if (!(high > low)) return "";
  const column = (value: number): number => Math.round(((value - low) / (high - low)) * (width - 1));
  const labels = Math.max(...rows.map(([label]) => label.length));
  const lines = rows.map(([label, estimate]) =>
    `${label.padEnd(labels)}  ${estimate === undefined ? "" : bar(estimate, column)}`.trimEnd(),
  );
  const [first, last] = [formatNumber(low), formatNumber(high)];
  const axis = `${" ".repeat(labels)}  ${first}${last.padStart(width - first.length)}`;
  return [...lines, axis].join("\n");
}

function bar({ mean, interval }: Estimate, column: (value: number) => number): string {
  const [from, to] = (interval ?? [mean, mean]).map(column) as [number, number];
  const cells: string[] = Array.from({ length: to + 1 }, (_, at) =>
    at < from ? " " : at === from ? "├" : at === to ? "┤" : "─",
  );
  cells[column(mean)] = "●";
  return cells.join("");
}
