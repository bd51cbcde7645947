/** What every Markdown document is made of. Pure. */
import { plainText } from "../../protocol/plainText.ts";
import { oneLine } from "../../protocol/shortText.ts";

type Alignment = "left" | "right" | "middle";

const rules: Readonly<Record<Alignment, string>> = { left: ":--", right: "--:", middle: ":-:" };

/** Cells are Markdown. Columns without an alignment are as the viewer has them. */
export function markdownTable(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  alignments: readonly Alignment[] = [],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const rule = heads.map((_, column) => {
    const alignment = alignments[column];
    return alignment === undefined ? "---" : rules[alignment];
  });
  return [line(heads), line(rule), ...rows.map(line)].join("\n");
}

/** What a model or a person wrote, in one line: text, and no Markdown, HTML or link. */
export function markdownText(text: string): string {
  return plainText(oneLine(text), Infinity).replaceAll(/[\\`*_{}[\]()#+\-.!|~$<>&]/gu, String.raw`\$&`);
}
