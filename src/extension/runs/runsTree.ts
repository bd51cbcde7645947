/** The "Runs" list of the side bar: newest first, a click opens one. */
import * as vscode from "vscode";
import { labelOfRun } from "./runLabel.ts";
import type { RunFolder } from "./runFolder.ts";
import type { RunSummary } from "../../runfile/summary.ts";

export class RunsTree implements vscode.TreeDataProvider<RunSummary>, vscode.Disposable {
  readonly #folder: RunFolder;
  readonly #isRunning: (path: string) => boolean;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[] = [this.#changed];
  #timer: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(folder: RunFolder, isRunning: (path: string) => boolean) {
    this.#folder = folder;
    this.#isRunning = isRunning;
    const watcher = vscode.workspace.createFileSystemWatcher("**/*.fkrun");
    const refresh = (): void => this.refresh();
    this.#disposables.push(
      watcher,
      watcher.onDidCreate(refresh),
      watcher.onDidChange(refresh),
      watcher.onDidDelete(refresh),
      vscode.window.createTreeView("fkSteering.runs", { treeDataProvider: this }),
    );
  }

  /** Soon, once for many calls: a run writes its file at every scored step. */
  refresh(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#changed.fire();
    }, 300);
  }

  getChildren(parent?: RunSummary): Promise<RunSummary[]> {
    return parent === undefined ? this.#folder.list() : Promise.resolve([]);
  }

  getTreeItem(run: RunSummary): vscode.TreeItem {
    const running = this.#isRunning(run.path);
    const { label, description, icon, details } = labelOfRun(run, { running, now: Date.now() });
    const isUnfinished = run.header !== undefined && run.end?.outcome !== "done" && !running;
    const item = new vscode.TreeItem(label);
    item.id = run.path;
    item.description = description;
    item.iconPath = new vscode.ThemeIcon(icon);
    item.tooltip = details.join("\n");
    const canBeScored = run.header?.modality === "text" && !running;
    item.contextValue = ["run", ...(isUnfinished ? ["unfinished"] : []), ...(canBeScored ? ["texts"] : [])].join(".");
    item.command = { command: "fkSteering.openRun", title: "Open Run", arguments: [run] };
    return item;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const disposable of this.#disposables) disposable.dispose();
  }
}
