/** A sweep as a table: heads first, then a row for each place of its grid. Pure. */
import { estimateText } from "./estimateWords.ts";
import type { Modality } from "./modality.ts";
import type { EndedCell, SweepAxes, SweepAxis } from "./sweep.ts";
import { sweepFigures, sweepRows } from "./sweepEstimates.ts";
import { figureWords } from "./sweepWords.ts";

const axes = ["prompt", "potential", "particles", "strength"] as const satisfies readonly SweepAxis[];
const heads: Readonly<Record<(typeof axes)[number], string>> = {
  prompt: "prompt",
  potential: "potential",
  particles: "particles",
  strength: "λ",
};

/** Axes of one value are left out, but for the strength. */
export function sweepColumns(swept: SweepAxes, cells: readonly EndedCell[], modality: Modality): string[][] {
  const shown = axes.filter((axis) => axis === "strength" || swept[axis].length > 1);
  return [
    [...shown.map((axis) => heads[axis]), ...sweepFigures.map((figure) => figureWords[figure].name(modality)), "seeds"],
    ...sweepRows(swept, cells).map((row) => [
      ...shown.map((axis) => String(row[axis])),
      ...sweepFigures.map((figure) => {
        const { digits, isCost = false } = figureWords[figure];
        const estimate = row.figures[figure];
        return estimateText(estimate && isCost ? { ...estimate, interval: undefined } : estimate, digits);
      }),
      row.done === row.cells.length ? String(row.done) : `${row.done} of ${row.cells.length}`,
    ]),
  ];
}
