/** Which rows of tokens run together in a reader's graph, and how wide such a run is. Pure. */

export interface RunRules {
  /** Rows are filled up with padding to a multiple of it; 1: never. */
  readonly step: number;
  /** The most tokens of a row. */
  readonly window: number;
  /** Tokens of every row, where the graph fixes them. */
  readonly length: number | undefined;
  /** Rows of a run of that width. */
  readonly rowsAt: (width: number) => number;
}

export interface PlannedRun {
  /** Tokens of each row, padding included. */
  readonly width: number;
  /** Places of the rows in what was planned. */
  readonly places: readonly number[];
}

/** A row's width depends on its own length alone, and so does what is said of it. */
export function widthOf(length: number, { step, window, length: fixed }: Omit<RunRules, "rowsAt">): number {
  return fixed ?? Math.max(length, Math.min(window, Math.ceil(length / step) * step));
}

/** Every row in one run, narrow runs first, in the order of the rows. */
export function plannedRuns(lengths: readonly number[], rules: RunRules): PlannedRun[] {
  const byWidth = Map.groupBy(lengths.keys(), (place) => widthOf(lengths[place]!, rules));
  return [...byWidth]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([width, places]) => {
      const most = rules.rowsAt(width);
      return Array.from({ length: Math.ceil(places.length / most) }, (_, run) => ({
        width,
        places: places.slice(run * most, (run + 1) * most),
      }));
    });
}
