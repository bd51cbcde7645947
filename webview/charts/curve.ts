/** Where the points of a curve lie in a frame, and the paths through them. Pure: numbers in, numbers out. */

export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface CurveScale {
  readonly x: (at: number) => number;
  readonly y: (value: number) => number;
}

/** `at` from 0 to `last` across; values from `low` to `high` upwards. What is all alike lies in the middle. */
export function curveScale(frame: Frame, last: number, low: number, high: number): CurveScale {
  const across = frame.right - frame.left;
  const tall = frame.bottom - frame.top;
  return {
    x: (at) => frame.left + (across * at) / Math.max(1, last),
    y: (value) =>
      frame.bottom - tall * (high > low ? (Math.min(high, Math.max(low, value)) - low) / (high - low) : 0.5),
  };
}

/** The smallest and the largest of what is finite; undefined where nothing is. */
export function rangeOf(...rows: readonly ArrayLike<number>[]): readonly [low: number, high: number] | undefined {
  let [low, high] = [Infinity, -Infinity];
  for (const row of rows) {
    for (let i = 0; i < row.length; i += 1) {
      const value = row[i]!;
      if (Number.isFinite(value)) [low, high] = [Math.min(low, value), Math.max(high, value)];
    }
  }
  return low <= high ? [low, high] : undefined;
}

/** SVG path data through the finite ones; a gap where others lie between. */
export function curvePath(places: readonly number[], values: readonly number[], { x, y }: CurveScale): string {
  return values
    .map((value, i) => {
      if (!Number.isFinite(value)) return "";
      const isAfterGap = i === 0 || !Number.isFinite(values[i - 1]);
      return `${isAfterGap ? "M" : "L"}${x(places[i]!).toFixed(1)} ${y(value).toFixed(1)}`;
    })
    .join("");
}

/** The ground between two curves, where both are finite. */
export function bandPath(
  places: readonly number[],
  [low, high]: readonly [readonly number[], readonly number[]],
  { x, y }: CurveScale,
): string {
  const there = places.map((_, i) => i).filter((i) => Number.isFinite(low[i]) && Number.isFinite(high[i]));
  if (there.length < 2) return "";
  const point = (values: readonly number[]) => (i: number) => `${x(places[i]!).toFixed(1)} ${y(values[i]!).toFixed(1)}`;
  return `M${[...there.map(point(high)), ...there.toReversed().map(point(low))].join("L")}Z`;
}
