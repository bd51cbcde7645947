/** A stretch of a document that keeps its place while the document changes around it. Pure. */

/** UTF-16 offsets. */
export interface OffsetRange {
  readonly start: number;
  readonly end: number;
}

/** `length` characters at `offset` give way to `inserted` characters. */
export interface OffsetChange {
  readonly offset: number;
  readonly length: number;
  readonly inserted: number;
}

/** What is typed right at an edge of the range stays outside it; a change across an edge cuts it. */
export function movedBy(range: OffsetRange, { offset, length, inserted }: OffsetChange): OffsetRange {
  const end = offset + length;
  if (end <= range.start) return shifted(range, inserted - length);
  if (offset >= range.end) return range;
  // Within: the range grows or shrinks with it.
  if (offset > range.start && end < range.end) return { start: range.start, end: range.end + inserted - length };
  const start = offset <= range.start ? offset + inserted : range.start;
  const rest = Math.max(0, range.end - end);
  return offset <= range.start ? { start, end: start + rest } : { start, end: offset };
}

function shifted({ start, end }: OffsetRange, by: number): OffsetRange {
  return { start: start + by, end: end + by };
}
