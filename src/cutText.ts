/** Texts cut short between characters: one that takes two UTF-16 units is never cut in half. Pure. */

/** The first `most` UTF-16 units of a text, or one less. */
export function beginningOf(text: string, most: number): string {
  return text.slice(0, isWithin(text, most) ? most - 1 : most);
}

/** The same of a text that is longer, with one more sign that says so; others whole. */
export function shortened(text: string, most: number): string {
  return text.length > most ? `${beginningOf(text, most)}…` : text;
}

/** The last `most` UTF-16 units of a text, or one less. */
export function endOf(text: string, most: number): string {
  const start = Math.max(0, text.length - most);
  return text.slice(isWithin(text, start) ? start + 1 : start);
}

/** Whether a place lies within a character. */
function isWithin(text: string, at: number): boolean {
  return (text.codePointAt(at - 1) ?? 0) > 0xff_ff;
}
