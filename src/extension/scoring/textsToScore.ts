/** What of an editor's text is scored: the selection as a whole, and its lines. Pure. */

export interface TextToScore {
  readonly text: string;
  /** Index of the line that it is, or that it begins in. */
  readonly line: number;
  readonly isWhole: boolean;
}

export const mostLines = 1000;

/** `lines` begin at index `first`. Several lines are scored as one text, too; blank ones are left out. */
export function textsToScore(lines: readonly string[], first: number): TextToScore[] {
  const single = lines
    .map((text, index) => ({ text, line: first + index, isWhole: false }))
    .filter(({ text }) => text.trim() !== "")
    .slice(0, mostLines);
  const whole = lines.join("\n").trim();
  return single.length < 2 ? single : [{ text: whole, line: first, isWhole: true }, ...single];
}
