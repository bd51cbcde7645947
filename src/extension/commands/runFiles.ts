/** What can be done with a run of the list: open, reveal, delete. */
import * as vscode from "vscode";
import { basename } from "node:path";
import { labelOfRun } from "../runs/runLabel.ts";
import type { RunSummary } from "../../runfile/summary.ts";
import type { Services } from "../services.ts";

/** A line of the list, or a file of the explorer; nothing from the palette. */
export type RunTarget = RunSummary | vscode.Uri | undefined;

export async function openRun({ panel, runs, shown, folder }: Services, target: RunTarget): Promise<void> {
  const path = pathOf(target) ?? (await chooseRun(folder));
  if (path === undefined) return;
  const live = runs.view(path);
  if (live === undefined) await shown.open(path);
  else {
    shown.showRun(path);
    shown.update(live);
  }
  panel.show({ focus: false });
}

export async function revealRun(target: RunTarget): Promise<void> {
  const path = pathOf(target);
  if (path !== undefined) await vscode.commands.executeCommand("revealFileInOS", vscode.Uri.file(path));
}

export async function openRunSource(target: RunTarget): Promise<void> {
  const path = pathOf(target);
  if (path !== undefined) await vscode.window.showTextDocument(vscode.Uri.file(path));
}

export async function deleteRun({ folder, tree }: Services, target: RunTarget): Promise<void> {
  const path = pathOf(target);
  if (path === undefined) return;
  const answer = await vscode.window.showWarningMessage(
    `Delete the run ${basename(path)}?`,
    { modal: true, detail: "Its particles, weights and samples are gone then." },
    "Delete",
  );
  if (answer !== "Delete") return;
  await folder.delete(path);
  tree.refresh();
}

function pathOf(target: RunTarget): string | undefined {
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
