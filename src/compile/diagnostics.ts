/** What esbuild found, as places that a person can go to. Knows no VS Code. */
import type { Message } from "esbuild";
import type { SourceLocation } from "../errors.ts";
import type { Places } from "./places.ts";

/** A finding of the compiler. Lines and columns count from 1, columns in UTF-16 units as editors count them. */
export interface CompileDiagnostic {
  readonly location: SourceLocation;
  /** Column just after the finding, on the same line. */
  readonly endColumn: number;
  readonly severity: "error" | "warning";
  readonly message: string;
}

/** More help nobody. */
const mostFindings = 100;

/** A message without a place is shown where `file` begins. */
export function diagnosticsOf(
  messages: readonly Pick<Message, "text" | "location">[],
  severity: CompileDiagnostic["severity"],
  places: Places,
  file: string,
): CompileDiagnostic[] {
  const more = messages.length - mostFindings;
  const last = more <= 0 ? [] : [{ text: `… and ${more} more`, location: null }];
  return [...messages.slice(0, mostFindings), ...last].map(({ text, location }) => {
    if (location === null) return { location: { file, line: 1, column: 1 }, endColumn: 1, severity, message: text };
    const line = Buffer.from(location.lineText);
    // esbuild counts columns in bytes of UTF-8, from 0.
    const where = places.fileOf(location.file);
    // What esbuild reads by itself, such as a package.json, is no file of the reward's.
    if (where === undefined) {
      const message = `${location.file}:${location.line}: ${text}`;
      return { location: { file, line: 1, column: 1 }, endColumn: 1, severity, message };
    }
    const columnAt = (byte: number): number => line.subarray(0, byte).toString().length + 1;
    return {
      location: {
        file: where,
        line: location.line,
        column: columnAt(location.column),
      },
      endColumn: columnAt(location.column + location.length),
      severity,
      message: text,
    };
  });
}
