/** Commands as a person can copy them. Pure. */

/** A word of a command, in the quotes that a shell needs to take it for one: a POSIX one, or those of Windows. */
export function shellWord(word: string, isWindows = false): string {
  if (/^[\w@%+=:,./-]+$/u.test(word)) return word;
  return isWindows ? `"${word}"` : `'${word.replaceAll("'", "'\\''")}'`;
}
