/** Stretches of a document: one that keeps its place while the document changes around it, and one grown to whole words. Pure. */

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

/** Words longer than this are none: a line may be a whole book. */
const longest = 200;

/** A selection grown to whole words, so that what is written anew begins where a word begins and ends where one ends. A word that the range cuts is taken in; blanks at its end are left out, so that the next word keeps them. An empty range stays. */
export function wholeWords(text: string, { start, end }: OffsetRange): OffsetRange {
  if (start === end) return { start, end };
  const blanks = /[ \t]*$/u.exec(text.slice(start, end))![0].length;
  const last = blanks < end - start ? end - blanks : end;
  return { start: wordAround(text, start)?.start ?? start, end: wordAround(text, last)?.end ?? last };
}

/** The word that has letters on both sides of the offset. */
function wordAround(text: string, offset: number): OffsetRange | undefined {
  const from = Math.max(0, offset - longest);
  const segments = new Intl.Segmenter(undefined, { granularity: "word" }).segment(text.slice(from, offset + longest));
  const word = segments.containing(offset - from);
  const start = from + (word?.index ?? 0);
  if (word?.isWordLike !== true || start === offset) return undefined;
  return { start, end: start + word.segment.length };
}
