/** What surrounds the place that is to be written, cut to what a model can take in. Pure. */

export interface CursorContext {
  readonly prefix: string;
  readonly suffix: string;
}

/**
 * Of the text before and after a place, the nearest `budget` characters; two thirds of them before it. Spaces at the end of
 * what is before are left out: to a model a space is the beginning of the next word.
 */
export function nearestContext(before: string, after: string, budget: number): CursorContext {
  const suffixShare = Math.min(after.length, Math.max(Math.floor(budget / 3), budget - before.length));
  return {
    prefix: lastCharacters(before.replace(/[ \t]+$/, ""), Math.max(0, budget - suffixShare)),
    suffix: firstCharacters(after, suffixShare),
  };
}

/** Ends where `text` ends, begins at a word. */
function lastCharacters(text: string, count: number): string {
  if (text.length <= count) return text;
  const cut = text.slice(text.length - count);
  const cutsWord = /\S/.test(text[text.length - count - 1] ?? " ");
  return cutsWord ? cut.replace(/^\S+/, "").trimStart() : cut.trimStart();
}

/** Begins where `text` begins, ends after a word. */
function firstCharacters(text: string, count: number): string {
  if (text.length <= count) return text;
  const cut = text.slice(0, count);
  return /\S/.test(text[count] ?? " ") ? cut.replace(/\S+$/, "").trimEnd() : cut.trimEnd();
}

/**
 * Characters of context for a model of `tokens` tokens: half of it, so that there is room to write. A token of English is
 * about four characters, of anything else fewer.
 */
export function contextBudget(tokens: number): number {
  return Math.max(16, Math.floor((tokens / 2) * 3.5));
}

/** What is written where `before` ends: no second space, none at the start of a line. */
export function fitInsertion(before: string, text: string): string {
  return before === "" || /\s$/.test(before) ? text.replace(/^[ \t]+/, "") : text;
}
