/** Places in a text as VS Code counts them. */
import * as vscode from "vscode";
import type { SourceLocation } from "../../errors.ts";
import type { SourceSpan } from "../../rewards/source/rewardSource.ts";

export function rangeIn(text: string, { start, end }: SourceSpan): vscode.Range {
  return new vscode.Range(positionIn(text, start), positionIn(text, end));
}

function positionIn(text: string, offset: number): vscode.Position {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/u);
  return new vscode.Position(before.length - 1, before.at(-1)?.length ?? 0);
}

export function locationOf({ file, line, column }: SourceLocation): vscode.Location {
  return new vscode.Location(
    vscode.Uri.file(file),
    new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1)),
  );
}
