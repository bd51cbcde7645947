/** Places in a text as VS Code counts them. */
import * as vscode from "vscode";
import type { SourceLocation } from "../../errors.ts";

export function locationOf({ file, line, column }: SourceLocation): vscode.Location {
  return new vscode.Location(
    vscode.Uri.file(file),
    new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1)),
  );
}
