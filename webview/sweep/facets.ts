/**
 * A sweep as small multiples: which axis goes across, which makes lines, and which make the rows and columns of the whole. What varies most finely goes
 * inside, what a person tells apart by name outside. Pure.
 */
import type { Estimate } from "../../src/protocol/comparison.ts";
import type { EndedCell, SweepAxes } from "../../src/protocol/sweep.ts";
import { sweepRows, type SweepFigure, type SweepRow } from "../../src/protocol/sweepEstimates.ts";

/** Of one prompt and one potential. */
export interface Facet {
  readonly prompt: string;
  readonly potential: string;
  readonly rows: readonly SweepRow[];
}

export interface Facets {
  /** What goes across in every plot: strengths, or where there is one alone, particles. */
  readonly across: "strength" | "particles";
  /** Its values, rising. */
  readonly values: readonly number[];
  /** What makes the lines: the other of the two. */
  readonly lines: readonly number[];
  /** [potential][prompt] */
  readonly grid: readonly (readonly Facet[])[];
}

export function facetsOf(axes: SweepAxes, cells: readonly EndedCell[]): Facets {
  const rows = sweepRows(axes, cells);
  const across = axes.strength.length > 1 || axes.particles.length === 1 ? "strength" : "particles";
  const other = across === "strength" ? "particles" : "strength";
  const rising = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);
  return {
    across,
    values: rising(axes[across]),
    lines: rising(axes[other]),
    grid: axes.potential.map((potential) =>
      axes.prompt.map((prompt) => ({
        prompt,
        potential,
        rows: rows.filter((row) => row.prompt === prompt && row.potential === potential),
      })),
    ),
  };
}

/** The row of a facet where a line meets a value. */
export function rowAt({ across }: Pick<Facets, "across">, facet: Facet, value: number, line: number): SweepRow {
  const [strength, particles] = across === "strength" ? [value, line] : [line, value];
  return facet.rows.find((row) => row.strength === strength && row.particles === particles)!;
}

/** Of all facets together, intervals in it where they are shown, so that they are compared by eye; undefined where nothing is known. */
export function rangeOf(
  { grid }: Pick<Facets, "grid">,
  figure: SweepFigure,
  { intervals = true } = {},
): readonly [number, number] | undefined {
  const ends = grid
    .flat()
    .flatMap(({ rows }) => rows)
    .flatMap(({ figures }) => endsOf(figures[figure], intervals))
    .filter(Number.isFinite);
  return ends.length === 0 ? undefined : [Math.min(...ends), Math.max(...ends)];
}

function endsOf(estimate: Estimate | undefined, intervals: boolean): readonly number[] {
  return estimate === undefined ? [] : [estimate.mean, ...((intervals && estimate.interval) || [])];
}
