/** What surrounds the place that is to be written, as a model is given it. Pure. */
import { beginningOf, endOf } from "../../cutText.ts";

export interface CursorContext {
  readonly prefix: string;
  readonly suffix: string;
}

/**
 * The text before and after a place, at most `longest` characters of each: the model's process keeps the tokens nearest to the place, and
 * nothing farther need be sent to it. Blanks at the end of what is before are one space: by it the engine knows that a new word begins.
 */
export function cursorContext(before: string, after: string, longest: number): CursorContext {
  const prefix = before.replace(/[ \t]+$/, " ");
  return { prefix: endOf(prefix, longest), suffix: beginningOf(after, longest) };
}

/** Characters that hold all that a model of `tokens` tokens can read: few tokens of any text are longer than 16 characters. */
export function longestContext(tokens: number): number {
  return 16 * tokens;
}

/** What is written where `before` ends: no second space, none at the start of a line. */
export function fitInsertion(before: string, text: string): string {
  return before === "" || /\s$/.test(before) ? text.replace(/^[ \t]+/, "") : text;
}
