/** A finished sweep for programs. Pure. */
import type { SweepResult } from "../../protocol/sweep.ts";
import { sweepRows } from "../../protocol/sweepEstimates.ts";
import { cellPath } from "../../runfile/sweepPaths.ts";
import { estimateJson } from "./comparisonJson.ts";

/**
 * The JSON of `sweep --json`: a row for each strength, potential, number of particles and prompt, with its figures as means over the seeds, and its
 * cells, one a seed. What there is none of is null.
 *
 * @param isKept whether the cells' runs stay in their files
 */
export function sweepJson(result: SweepResult, isKept: boolean): object {
  const { specification, axes, folder, cells, forwardPasses, seconds, device } = result;
  const results = new Map(cells.map(({ cell, result: outcome }) => [cell, outcome]));
  return {
    specification,
    axes,
    rows: sweepRows(axes, cells).map(({ prompt, potential, particles, strength, figures, cells: own }) => ({
      ...{ prompt, potential, particles, strength },
      figures: Object.fromEntries(Object.entries(figures).map(([name, estimate]) => [name, estimateJson(estimate)])),
      cells: own.map(({ index, seed }) => ({
        seed,
        ...results.get(index),
        ...(isKept ? { runFile: cellPath(folder, index) } : {}),
      })),
    })),
    forwardPasses,
    seconds,
    device,
  };
}
