/** A selection grown to whole words: what is written anew begins where a word begins and ends where one ends. Pure. */
import type { OffsetRange } from "./trackedRange.ts";

/** Words longer than this are none: a line may be a whole book. */
const longest = 200;

/** A word that the range cuts is taken in; blanks at its end are left out, so that the next word keeps them. An empty range stays. */
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
