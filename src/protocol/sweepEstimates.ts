/** A sweep's figures as estimates over its seeds: one for each place of the grid of all other axes. Pure. */
import type { Estimate } from "./comparison.ts";
import { estimateOf } from "./estimate.ts";
import { rangeOfFew } from "./fewValues.ts";
import { cellsOf, type CellFigures, type EndedCell, type SweepAxes, type SweepCell, type SweepPlace } from "./sweep.ts";

/** Figures that a table and a plot can show. */
export const sweepFigures = ["best", "draw", "mean", "ess", "logZ", "variety", "survivors", "forwardPasses"] as const;
export type SweepFigure = (typeof sweepFigures)[number];

export interface SweepRow extends Omit<SweepPlace, "seed"> {
  /** Its cells, one a seed, in the order of the seeds. */
  readonly cells: readonly SweepCell[];
  /** How many of them are done, and how many failed. */
  readonly done: number;
  readonly failed: number;
  readonly figures: Readonly<Record<SweepFigure, Estimate | undefined>>;
}

/** In the order of prompts, potentials, particles and strengths as they were asked for. */
export function sweepRows(axes: SweepAxes, ended: readonly EndedCell[]): SweepRow[] {
  const results = new Map(ended.map(({ cell, result }) => [cell, result]));
  const figuresOf = ({ index }: SweepCell): CellFigures | undefined => {
    const result = results.get(index);
    return result?.outcome === "done" ? result.figures : undefined;
  };
  const byPlace = Map.groupBy(cellsOf(axes), placeKey);
  return axes.prompt.flatMap((prompt) =>
    axes.potential.flatMap((potential) =>
      axes.particles.flatMap((particles) =>
        axes.strength.map((strength): SweepRow => {
          const place = { prompt, potential, particles, strength };
          const cells = byPlace.get(placeKey(place)) ?? [];
          const figures = cells.map(figuresOf);
          const done = figures.filter((each) => each !== undefined);
          const failed = cells.filter(({ index }) => results.get(index)?.outcome === "failed").length;
          return { ...place, cells, done: done.length, failed, figures: estimates(done) };
        }),
      ),
    ),
  );
}

function estimates(cells: readonly CellFigures[]): SweepRow["figures"] {
  const rewards = rangeOfFew(
    cells.map(({ values }) => values),
    cells.reduce((sum, { scored }) => sum + scored, 0),
  );
  const isReward = (name: SweepFigure): boolean => name === "best" || name === "draw" || name === "mean";
  return Object.fromEntries(
    sweepFigures.map((name) => [
      name,
      estimateOf(
        cells.map((cell) => cell[name]),
        isReward(name) ? rewards : undefined,
      ),
    ]),
  ) as Record<SweepFigure, Estimate | undefined>;
}

function placeKey({ prompt, potential, particles, strength }: Omit<SweepPlace, "seed">): string {
  return JSON.stringify([prompt, potential, particles, strength]);
}
