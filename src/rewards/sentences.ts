/** Sentences of a text as Unicode has them. Pure. */

let segmenter: Intl.Segmenter | undefined;

/** Its data are loaded at the first text: they take longer than a tenth of a command's beginning, and most commands ask for none. */
export function sentenceSegments(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter("en", { granularity: "sentence" });
  return segmenter.segment(text);
}
