/** What can be done with a run of the list: open, reveal, delete. */
import * as vscode from "vscode";
import { basename } from "node:path";
import { labelOfRun } from "../runs/runLabel.ts";
import type { RunSummary } from "../../runfile/summary.ts";
import { runEditorType } from "../panel/runEditor.ts";
import type { Services } from "../services.ts";
import { confirm, inform, mention } from "../messages.ts";

/** A line of the list, or a file of the explorer; nothing from the palette. */
export type RunTarget = RunSummary | vscode.Uri | undefined;

export async function openRun(
  { panel, runs, shown, folder }: Pick<Services, "panel" | "runs" | "shown" | "folder">,
  target: RunTarget,
): Promise<void> {
  const path = pathOf(target) ?? (await chooseRun(folder));
  if (path === undefined) return;
  // A run under way is the panel's; one that is over has an editor of its own.
  if (runs.view(path) === undefined) {
    await vscode.commands.executeCommand("vscode.openWith", vscode.Uri.file(path), runEditorType);
    return;
  }
  await shown.open(path);
  panel.show({ focus: false });
}

/** In the system's file manager; where VS Code has none at hand, as in a browser, in its own explorer. */
export async function revealRun(target: RunTarget): Promise<void> {
  const path = pathOf(target);
  if (path === undefined) return;
  const uri = vscode.Uri.file(path);
  if (vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined) {
    await vscode.commands.executeCommand("revealFileInOS", uri);
  } else if (vscode.workspace.getWorkspaceFolder(uri) !== undefined) {
    await vscode.commands.executeCommand("revealInExplorer", uri);
  } else {
    await vscode.env.clipboard.writeText(path);
    void inform(
      `There is no file manager here, and the run lies outside the workspace: its path is on the clipboard. ${path}`,
    );
  }
}

export async function openRunSource(target: RunTarget): Promise<void> {
  const path = pathOf(target);
  if (path !== undefined) await vscode.commands.executeCommand("vscode.openWith", vscode.Uri.file(path), "default");
}

export async function deleteRun(
  services: Pick<Services, "folder" | "runs" | "tree">,
  target: RunTarget,
): Promise<void> {
  const { folder, runs, tree } = services;
  const path = pathOf(target);
  if (path === undefined) return;
  if (runs.active().some(({ id }) => id === path)) {
    void inform("That run is under way: stop it, then delete it.");
    return;
  }
  const answer = await confirm(
    `Delete the run ${basename(path)}?`,
    "“Undo Delete Run” brings it back, as long as no twenty others were deleted after it.",
    "Delete",
  );
  if (answer !== "Delete") return;
  await folder.bin.take(path);
  tree.refresh();
  const undo = await inform(`The run ${basename(path)} was deleted.`, "Undo");
  if (undo === "Undo") await undoDeleteRun(services);
}

/** Brings back what was deleted last, also in an earlier session. */
export async function undoDeleteRun({ folder, tree }: Pick<Services, "folder" | "tree">): Promise<void> {
  const path = await folder.bin.putBack();
  tree.refresh();
  if (path === undefined) void inform("No run was deleted here.");
  else mention("check", `${basename(path)} is back`);
}

export function pathOf(target: RunTarget): string | undefined {
  return target instanceof vscode.Uri ? target.fsPath : target?.path;
}

async function chooseRun(folder: Services["folder"]): Promise<string | undefined> {
  const now = Date.now();
  const items = (await folder.list()).map((run) => ({ ...labelOfRun(run, { running: false, now }), path: run.path }));
  const chosen = await vscode.window.showQuickPick(
    items.map(({ label, description, path }) => ({ label, description, path })),
    { placeHolder: items.length === 0 ? "There is no run yet" : "The run to open" },
  );
  return chosen?.path;
}
