/** Which of many things in a grid the arrow keys go to. Pure. */

/** Undefined: the key does not move. `columns` things lie side by side. */
export function rovingTarget(key: string, from: number, count: number, columns: number): number | undefined {
  const moves: Readonly<Record<string, number>> = {
    ArrowRight: from + 1,
    ArrowLeft: from - 1,
    ArrowDown: from + columns,
    ArrowUp: from - columns,
    Home: 0,
    End: count - 1,
  };
  const to = moves[key];
  if (to === undefined) return undefined;
  // Past the last row: stay, as in VS Code's own grids; past an end of a row: the next row.
  return to < 0 || to >= count ? from : to;
}
