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
  readonly byPlace: ReadonlyMap<string, SweepRow>;
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
  /** Prompts that there are no small multiples of. */
  readonly others: number;
}

/** Small multiples that are drawn: more are no picture, and would take minutes. The table has all. */
export const mostFacets = 48;

export function facetsOf(axes: SweepAxes, cells: readonly EndedCell[]): Facets {
  const rows = Map.groupBy(sweepRows(axes, cells), ({ potential, prompt }) => facetKey(potential, prompt));
  const prompts = axes.prompt.slice(0, Math.max(1, Math.floor(mostFacets / axes.potential.length)));
  const across = axes.strength.length > 1 || axes.particles.length === 1 ? "strength" : "particles";
  const other = across === "strength" ? "particles" : "strength";
  const rising = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);
  return {
    across,
    values: rising(axes[across]),
    lines: rising(axes[other]),
    grid: axes.potential.map((potential) =>
      prompts.map((prompt) => {
        const own = rows.get(facetKey(potential, prompt)) ?? [];
        return { prompt, potential, rows: own, byPlace: new Map(own.map((row) => [placeKey(row), row])) };
      }),
    ),
    others: axes.prompt.length - prompts.length,
  };
}

function facetKey(potential: string, prompt: string): string {
  return `${potential} ${prompt}`;
}

function placeKey({ strength, particles }: Pick<SweepRow, "strength" | "particles">): string {
  return `${strength} ${particles}`;
}

/** The row of a facet where a line meets a value. */
export function rowAt({ across }: Pick<Facets, "across">, facet: Facet, value: number, line: number): SweepRow {
  const [strength, particles] = across === "strength" ? [value, line] : [line, value];
  return facet.byPlace.get(placeKey({ strength, particles }))!;
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
