/** How a text is cut into rows of tokens for a judge of sentences. Pure. */

export interface Frame {
  readonly encode: (text: string) => readonly number[];
  /** Stands before and after each row. */
  readonly endId: number;
  /** The most tokens of a row, these two among them. */
  readonly window: number;
}

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/** A row for each sentence, several for one that is longer than the window; none of a text without words. */
export function sentenceRows(text: string, frame: Frame): number[][] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment.trim())
    .filter((sentence) => sentence !== "")
    .flatMap((sentence) => sideBySide(frame.encode(sentence), frame));
}

function sideBySide(tokens: readonly number[], { endId, window }: Frame): number[][] {
  const parts = Math.ceil(tokens.length / (window - 2));
  // Of about the same length: a last part of two words would say little.
  const length = Math.ceil(tokens.length / Math.max(1, parts));
  return Array.from({ length: parts }, (_, part) => [
    endId,
    ...tokens.slice(part * length, (part + 1) * length),
    endId,
  ]);
}
