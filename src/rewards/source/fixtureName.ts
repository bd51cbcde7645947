/** What a fixture is called in lists. Pure. */
import { beginningOf } from "../../cutText.ts";

export interface NamedFixture {
  readonly name?: string;
  readonly better?: string;
  readonly worse?: string;
  readonly text?: string;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

const longest = 40;

/** `index` counts from 0; it names a fixture of which nothing else is known. */
export function fixtureName({ name, better, worse, text, min, max }: NamedFixture, index: number): string {
  if (name !== undefined && name.trim() !== "") return name;
  if (better !== undefined && worse !== undefined) return `${quoted(better)} is better than ${quoted(worse)}`;
  if (text !== undefined && (min !== undefined || max !== undefined)) {
    return `${quoted(text)} scores ${rangeText(min, max)}`;
  }
  return `fixture ${index + 1}`;
}

/** "at least 0.5", "from 0 to 1" */
export function rangeText(min: number | undefined, max: number | undefined): string {
  if (min === max && min !== undefined) return scoreText(min);
  if (min === undefined) return max === undefined ? "anything" : `at most ${scoreText(max)}`;
  return max === undefined ? `at least ${scoreText(min)}` : `from ${scoreText(min)} to ${scoreText(max)}`;
}

/** Six digits; −∞ and ∞ as signs. */
export function scoreText(score: number): string {
  if (!Number.isFinite(score)) return score > 0 ? "∞" : "−∞";
  return String(Number(score.toPrecision(6))).replace("-", "−");
}

/** In one line, cut where it is long. */
export function quoted(text: string): string {
  // As much as can be shown, and not a book.
  const line = beginningOf(text, 20 * longest)
    .replaceAll(/\s+/gu, " ")
    .trim();
  return `“${line.length > longest ? `${beginningOf(line, longest - 1).trimEnd()}…` : line}”`;
}
