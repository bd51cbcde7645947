/** How far a finding reaches that only says where it begins. Pure. */

/** The column (from 1) just after the word that begins at `column`, or after the rest of the line. */
export function spanOf(line: string, column: number): number {
  const rest = line.slice(Math.max(0, column - 1));
  const word = /^[\w$.]+/.exec(rest)?.[0] ?? rest.trimEnd();
  return column + Math.max(1, word.length);
}
