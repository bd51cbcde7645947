/** What can be done with a run's file: open, reveal, delete. */
import * as vscode from "vscode";
import { basename } from "node:path";
import { labelOfRun } from "../runs/runLabel.ts";
import type { RunSummary } from "../../runfile/summary.ts";
import { runEditorType } from "../contributed.ts";
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
    // In the list a person may go on to the next: by its keys, if these stay, and in the place of this one, as from the Explorer.
    const isListed = target !== undefined && !(target instanceof vscode.Uri);
    const how = { preserveFocus: isListed, preview: isListed };
    await vscode.commands.executeCommand("vscode.openWith", vscode.Uri.file(path), runEditorType, how);
    return;
  }
  await shown.open(path);
  panel.show({ focus: false });
}

/** In the system's file manager; where VS Code has none at hand, as in a browser, where the file lies is told, and may be shown. */
export async function revealRun(target: RunTarget): Promise<void> {
  const path = pathOf(target);
  if (path === undefined) return;
  const uri = vscode.Uri.file(path);
  if (vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined) {
    await vscode.commands.executeCommand("revealFileInOS", uri);
    return;
  }
  const isInside = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
  const buttons = [...(isInside ? [show] : []), copy];
  const chosen = await inform(`There is no file manager here. The run lies at ${path}`, ...buttons);
  if (chosen === show) await vscode.commands.executeCommand("revealInExplorer", uri);
  else if (chosen === copy) await vscode.env.clipboard.writeText(path);
}

const [show, copy] = ["Show in Explorer", "Copy Path"] as const;

export async function openRunSource(target: RunTarget): Promise<void> {
  const path = pathOf(target);
  if (path !== undefined) await vscode.commands.executeCommand("vscode.openWith", vscode.Uri.file(path), "default");
}

/** @param selected all that are selected in the list, the target among them */
export async function deleteRuns(
  services: Pick<Services, "folder" | "runs" | "tree">,
  target: RunTarget,
  selected: readonly unknown[] = [],
): Promise<void> {
  const { folder, runs, tree } = services;
  const paths = pathsOf(target, selected);
  if (paths.length === 0) return;
  if (runs.active().some(({ id }) => paths.includes(id))) {
    void inform(
      paths.length === 1
        ? "That run goes on or waits in the queue: stop it or take it out, then delete it."
        : "One of these runs goes on or waits in the queue: stop it or take it out, then delete them.",
    );
    return;
  }
  const answer = await confirm(
    paths.length === 1 ? `Delete the run ${basename(paths[0]!)}?` : `Delete these ${paths.length} runs?`,
    "“Undo Delete Run” brings back what was deleted last, the last twenty times.",
    "Delete",
  );
  if (answer !== "Delete") return;
  await folder.bin.take(paths);
  tree.refresh();
  const told = paths.length === 1 ? `The run ${basename(paths[0]!)} was` : `${paths.length} runs were`;
  const undo = await inform(`${told} deleted.`, "Undo");
  if (undo === "Undo") await undoDeleteRun(services);
}

/** Brings back what was deleted last, also in an earlier session. */
export async function undoDeleteRun({ folder, tree }: Pick<Services, "folder" | "tree">): Promise<void> {
  const paths = await folder.bin.putBack();
  tree.refresh();
  if (paths.length === 0) void inform("No run was deleted here.");
  else mention("check", paths.length === 1 ? `${basename(paths[0]!)} is back` : `${paths.length} runs are back`);
}

/** Those of the selection where the target is one of them, as lists in VS Code do. */
export function pathsOf(target: RunTarget, selected: readonly unknown[] = []): readonly string[] {
  const path = pathOf(target);
  const paths = selected.flatMap((one) => (isRun(one) ? [one.path] : []));
  if (path === undefined || paths.includes(path)) return [...new Set(paths)];
  return [path];
}

function isRun(item: unknown): item is RunSummary {
  return typeof item === "object" && item !== null && "kind" in item && item.kind === "run" && "path" in item;
}

export function pathOf(target: RunTarget): string | undefined {
  return target instanceof vscode.Uri ? target.fsPath : target?.path;
}

async function chooseRun(folder: Services["folder"]): Promise<string | undefined> {
  const now = Date.now();
  const items = (await folder.list()).map((run) => ({
    ...labelOfRun(run, { running: false, now, ...folder.marks.of(run.path) }),
    path: run.path,
  }));
  const chosen = await vscode.window.showQuickPick(
    items.map(({ label, description, path }) => ({ label, description, path })),
    { placeHolder: items.length === 0 ? "There is no run yet" : "The run to open" },
  );
  return chosen?.path;
}
