/** Tables for the terminal. Pure but for the terminal's width. */

import { plainText } from "../../protocol/plainText.ts";
import { oneLine } from "../../protocol/shortText.ts";

const narrowest = 20;

/** The last column takes what width is left, wrapped at words. Ends in a line break. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[], width = terminalWidth()): string {
  const cells = rows.map((row) => row.map((cell) => plainText(oneLine(cell), Infinity)));
  const last = heads.length - 1;
  const widths = heads.map((head, column) => Math.max(head.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const used = widths.slice(0, last).reduce((sum, columnWidth) => sum + columnWidth + 2, 0);
  widths[last] = Math.max(narrowest, Math.min(widths[last] ?? 0, width - used));
  const numeric = heads.map((_, column) => rows.every((row) => isNumber(row[column] ?? "")));
  const line = (row: readonly string[]): string => {
    const wrapped = wrap(row[last] ?? "", widths[last]!);
    const first = row
      .slice(0, last)
      .map((cell, column) =>
        numeric[column] && isNumber(cell) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
      );
    return wrapped
      .map((text, index) => (index === 0 ? [...first, text].join("  ") : " ".repeat(used) + text).trimEnd())
      .join("\n");
  };
  const rule = widths.map((columnWidth) => "─".repeat(columnWidth));
  return `${[heads, rule, ...cells].map(line).join("\n")}\n`;
}

/** Columns of numbers stand to the right, all others to the left. */
function isNumber(cell: string): boolean {
  return /^(?:[+−-]?[\d.∞#×]+(?:e−?\d+)?%?|–|)$/u.test(cell);
}

export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

export function terminalWidth(): number {
  return process.stdout.columns ?? 120;
}

/** With a sentence of its own below it, where there is one. */
export function withNote(text: string, note: string | undefined): string {
  return note === undefined ? text : `${text}note: ${note}\n`;
}
