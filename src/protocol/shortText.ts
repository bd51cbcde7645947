/** Texts that are shown in less room than they take, in every face the same. Pure. */
import { beginningOf } from "../cutText.ts";
import { formatCount } from "./numberWords.ts";

/** As much of a text as a page can show at once: files hold what they hold. */
export function clip(text: string, most: number): string {
  return text.length <= most
    ? text
    : `${beginningOf(text, most)} … (${formatCount(text.length - most)} more characters)`;
}

/** In one line. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, " ").trim();
}

/** In one line of so many characters, the last of which says that there is more. */
export function shortLine(text: string, most: number): string {
  const line = oneLine(text);
  return line.length <= most ? line : `${beginningOf(line, most - 1).trimEnd()}…`;
}
