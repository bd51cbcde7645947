/** The texts of two particles, of one run or of two, in VS Code's diff editor. */
import { basename } from "node:path";
import * as vscode from "vscode";
import type { PinPlace } from "../../protocol/panel.ts";
import type { TextParticle } from "../../protocol/particle.ts";
import type { RunFolder } from "../runs/runFolder.ts";
import { keepDocument } from "./keepDocument.ts";

type Side = readonly [place: PinPlace, particle: TextParticle];

export async function diffTexts(folder: RunFolder, ...sides: readonly [left: Side, right: Side]): Promise<void> {
  const isOneRun = sides[0][0].run === sides[1][0].run;
  const names = sides.map(([{ run, step }, { index }]) => {
    const where = isOneRun ? "" : ` of ${basename(run, ".fkrun")}`;
    return `#${index}${where}${step === undefined ? "" : ` at step ${step}`}`;
  });
  const uris: vscode.Uri[] = [];
  for (const [i, [, { index, text }]] of sides.entries()) {
    const kind = `particle-${index}-${i === 0 ? "left" : "right"}`;
    uris.push(vscode.Uri.file(await keepDocument(folder, kind, text, { extension: "txt" })));
  }
  await vscode.commands.executeCommand("vscode.diff", ...uris, `Particle ${names.join(" ↔ ")}`, { preview: true });
}
