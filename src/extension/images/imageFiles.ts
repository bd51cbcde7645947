/** A particle's image in a file of the person's, or in an editor. Loaded when it is asked for. */
import { basename, extname } from "node:path";
import * as vscode from "vscode";
import { documentColumn } from "../editor/documentColumn.ts";
import type { RunView } from "../../protocol/panel.ts";
import type { ParticleView } from "../../protocol/particle.ts";
import type { RunFolder } from "../runs/runFolder.ts";
import { keepDocument } from "../documents/keepDocument.ts";
import { imageName, savedPng } from "./savedPng.ts";
import { mention } from "../messages.ts";

/** Asks where to. */
export async function saveImage(particle: ParticleView, run: RunView | undefined): Promise<void> {
  const png = savedPng(particle, run);
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const name = imageName(run?.specification.prompt ?? "", particle.index);
  const target = await vscode.window.showSaveDialog({
    title: "Save Image",
    filters: { PNG: ["png"] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder.uri, name) }),
  });
  if (target === undefined) return;
  const file = extname(target.path) === "" ? target.with({ path: `${target.path}.png` }) : target;
  await vscode.workspace.fs.writeFile(file, png);
  mention("check", `Saved ${basename(file.path)}`);
}

/** In VS Code's own image viewer, from a file beside the runs. */
export async function showImage(folder: RunFolder, particle: ParticleView, run: RunView | undefined): Promise<void> {
  const file = await keepDocument(folder, "image", savedPng(particle, run), { extension: "png" });
  await vscode.commands.executeCommand("vscode.open", vscode.Uri.file(file), documentColumn());
}
