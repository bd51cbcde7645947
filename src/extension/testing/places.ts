/** Places in a text as VS Code counts them. */
import * as vscode from "vscode";
import type { SourceLocation } from "../../errors.ts";
import { linesOf } from "../../rewards/source/lines.ts";
import type { SourceSpan } from "../../rewards/source/rewardSource.ts";

/** Ranges of one text. */
export function rangesIn(text: string): (span: SourceSpan) => vscode.Range {
  const placeOf = linesOf(text);
  const positionOf = (offset: number): vscode.Position => {
    const { line, column } = placeOf(offset);
    return new vscode.Position(line, column);
  };
  return ({ start, end }) => new vscode.Range(positionOf(start), positionOf(end));
}

export function locationOf({ file, line, column }: SourceLocation): vscode.Location {
  return new vscode.Location(
    vscode.Uri.file(file),
    new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1)),
  );
}
