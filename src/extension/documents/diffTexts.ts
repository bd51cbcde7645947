/** The texts of two particles in VS Code's diff editor. */
import * as vscode from "vscode";
import type { TextParticle } from "../../protocol/run.ts";
import type { RunFolder } from "../runs/runFolder.ts";
import { keepDocument } from "./keepDocument.ts";

export async function diffTexts(folder: RunFolder, left: TextParticle, right: TextParticle): Promise<void> {
  const [before, after] = await Promise.all(
    [left, right].map(({ index, text }) => keepDocument(folder, `particle-${index}`, text, { extension: "txt" })),
  );
  await vscode.commands.executeCommand(
    "vscode.diff",
    vscode.Uri.file(before!),
    vscode.Uri.file(after!),
    `Particle #${left.index} ↔ #${right.index}`,
    { preview: true },
  );
}
