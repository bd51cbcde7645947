/** The list of runs in a person's own order: names, stars, a filter, two runs side by side. */
import * as vscode from "vscode";
import { labelOfRun } from "../runs/runLabel.ts";
import { inform } from "../messages.ts";
import type { Services } from "../services.ts";
import { openRun, pathOf, pathsOf, type RunTarget } from "./runFiles.ts";

/** In the list alone: its file keeps its name, by which others may know it. */
export async function renameRun({ folder, tree }: Pick<Services, "folder" | "tree">, target: RunTarget): Promise<void> {
  const path = pathOf(target);
  if (path === undefined) return;
  const summary = (await folder.list()).find((run) => run.path === path);
  const { name } = folder.marks.of(path);
  const usual = summary === undefined ? "" : labelOfRun(summary, { running: false, now: Date.now() }).label;
  const answer = await vscode.window.showInputBox({
    title: "Rename Run",
    prompt: "Its name in the list; empty: what it wrote",
    value: name ?? "",
    placeHolder: usual,
  });
  if (answer === undefined) return;
  folder.marks.mark(path, { name: answer });
  tree.refresh();
}

export function markFavourite(
  { folder, tree }: Pick<Services, "folder" | "tree">,
  target: RunTarget,
  selected: readonly unknown[],
  isFavourite: boolean,
): void {
  for (const path of pathsOf(target, selected)) folder.marks.mark(path, { isFavourite });
  tree.refresh();
}

/** The list follows what is typed; Escape puts back what it was. */
export function filterRuns({ tree }: Pick<Services, "tree">): void {
  const before = tree.filter;
  const input = vscode.window.createInputBox();
  let isTaken = false;
  input.title = "Filter Runs";
  input.placeholder = "Words of a prompt, a text, a model or a reward; λ40, n8, seed3, favourite, cut off";
  input.value = before;
  input.onDidChangeValue((words) => (tree.filter = words));
  input.onDidAccept(() => {
    isTaken = true;
    input.hide();
  });
  input.onDidHide(() => {
    if (!isTaken) tree.filter = before;
    input.dispose();
  });
  input.show();
}

/** The best particles of the selected runs side by side, over the first of them. */
export async function compareRuns(
  services: Pick<Services, "folder" | "panel" | "pins" | "runs" | "shown">,
  target: RunTarget,
  selected: readonly unknown[],
): Promise<void> {
  const paths = pathsOf(target, selected);
  if (paths.length < 2) {
    void inform("Select two to four runs in the list (Ctrl or Shift and click), then compare them.");
    return;
  }
  services.pins.clear();
  for (const path of paths) await services.pins.addBest(path);
  await openRun(services, vscode.Uri.file(paths[0]!));
}
