/**
 * The "Runs" list of the side bar: favourites and the newest first, below each run what went on from it and what was reported of it. Selects the run that is
 * looked at.
 */
import * as vscode from "vscode";
import type { Report, Reports } from "../documents/reports.ts";
import { inLabel } from "../foreignText.ts";
import type { RunSummary } from "../../runfile/summary.ts";
import type { RunFolder } from "./runFolder.ts";
import { detailsOfRun, labelOfRun } from "./runLabel.ts";
import { filterWords, matches, runForest, type RunNode } from "./runForest.ts";
import { modalities } from "../../protocol/modality.ts";

export interface RunsTreeOptions {
  /** Shows it. */
  readonly view: vscode.TreeView<RunsItem>;
  readonly folder: RunFolder;
  readonly reports: Reports;
  /** It goes on, or waits in the queue to. */
  readonly isActive: (path: string) => boolean;
  readonly isQueued: (path: string) => boolean;
}

/** A line of the list. */
export type RunsItem = RunNode | Report | typeof otherReports;

/** Above the reports of runs that are gone, or of none. */
const otherReports = { kind: "other reports" } as const;

export class RunsTree implements vscode.TreeDataProvider<RunsItem>, vscode.Disposable {
  readonly #options: RunsTreeOptions;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #view: vscode.TreeView<RunsItem>;
  readonly #disposables: vscode.Disposable[] = [this.#changed];
  #timer: NodeJS.Timeout | undefined;
  #filter = "";
  #nodes: ReadonlyMap<string, RunNode> = new Map();
  #reports: readonly Report[] = [];
  /**
   * From when VS Code was told which runs there are until it knows all their lines. Whoever reveals one meanwhile makes it ask anew, and what it asked for first is
   * shown as an empty list.
   */
  #isListing = false;
  /** Lines that VS Code has asked for and not got. */
  #asked = 0;
  /** Path of the run that is looked at. */
  #shown: string | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(options: RunsTreeOptions) {
    this.#options = options;
    const watcher = vscode.workspace.createFileSystemWatcher("**/*.fkrun");
    const refresh = (): void => this.refresh();
    this.#view = options.view;
    this.#disposables.push(
      watcher,
      watcher.onDidCreate(refresh),
      watcher.onDidChange(refresh),
      watcher.onDidDelete(refresh),
      this.#view.onDidChangeVisibility(() => void this.#select()),
    );
  }

  /** Soon, once for many calls: a run writes its file at every scored step. */
  refresh(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#changed.fire();
    }, 300);
  }

  /** Only runs that have all of its words are listed; empty: all. */
  get filter(): string {
    return this.#filter;
  }

  set filter(words: string) {
    this.#filter = words.trim();
    void vscode.commands.executeCommand("setContext", "fkSteering.runsFiltered", this.#filter !== "");
    this.#changed.fire();
  }

  /** Runs that are selected in the list. */
  get selected(): readonly RunNode[] {
    return this.#view.selection.filter((item) => item.kind === "run");
  }

  /** The person looks at this run now. */
  follow(path: string | undefined): void {
    this.#shown = path;
    void this.#select();
  }

  async getChildren(parent?: RunsItem): Promise<RunsItem[]> {
    if (parent === undefined) return this.#roots();
    if (parent.kind === "other reports") return this.#reports.filter(({ run }) => !this.#isListed(run));
    if (parent.kind === "report") return [];
    return [...parent.children, ...this.#reportsOf(parent)];
  }

  getParent(item: RunsItem): RunsItem | undefined {
    if (item.kind === "run") return item.parent === undefined ? undefined : this.#nodes.get(item.parent);
    if (item.kind === "other reports") return undefined;
    return item.run === undefined ? otherReports : (this.#nodes.get(item.run) ?? otherReports);
  }

  async getTreeItem(item: RunsItem): Promise<vscode.TreeItem> {
    this.#asked += 1;
    try {
      return await this.#itemOf(item);
    } finally {
      this.#asked -= 1;
      if (this.#isListing && this.#asked === 0) setTimeout(() => this.#endListing());
    }
  }

  /** What a hover tells is worked out when somebody hovers. */
  resolveTreeItem(item: vscode.TreeItem, node: RunsItem): vscode.TreeItem {
    if (node.kind === "run") item.tooltip = detailsOfRun(node).join("\n");
    return item;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #itemOf(item: RunsItem): Promise<vscode.TreeItem> {
    if (item.kind === "other reports") {
      const other = new vscode.TreeItem("Reports of other runs", vscode.TreeItemCollapsibleState.Collapsed);
      other.id = item.kind;
      other.iconPath = new vscode.ThemeIcon("graph");
      return other;
    }
    return item.kind === "run" ? this.#itemOfRun(item) : itemOfReport(item);
  }

  async #roots(): Promise<RunsItem[]> {
    const { folder, reports } = this.#options;
    const { marks } = folder;
    const [runs, written] = await Promise.all([folder.list(), reports.list()]);
    const words = filterWords(this.#filter);
    const listed = runs.filter((run) => matches(run, marks.of(run.path), words));
    const roots = runForest(listed, (path) => marks.of(path).isFavourite === true);
    const nodes = new Map<string, RunNode>();
    const enter = (node: RunNode): void => {
      nodes.set(node.path, node);
      for (const child of node.children) enter(child);
    };
    for (const root of roots) enter(root);
    this.#nodes = nodes;
    this.#reports = written;
    const message = words.length === 0 ? "" : `“${this.#filter}”: ${listed.length} of ${runs.length} runs`;
    if (this.#view.message !== message) this.#view.message = message;
    const hasOthers = words.length === 0 && written.some(({ run }) => !this.#isListed(run));
    const lines = [...roots, ...(hasOthers ? [otherReports] : [])];
    this.#isListing = lines.length > 0;
    return lines;
  }

  async #itemOfRun(node: RunNode): Promise<vscode.TreeItem> {
    const { folder, isActive, isQueued } = this.#options;
    const { name, isFavourite = false } = folder.marks.of(node.path);
    const running = isActive(node.path);
    const queued = isQueued(node.path);
    const { label, description, icon } = labelOfRun(node, { running, queued, now: Date.now(), name });
    const isParent = node.children.length > 0 || this.#reportsOf(node).length > 0;
    const { Collapsed, None } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(label, isParent ? Collapsed : None);
    const thumbnail = await folder.thumbnails.of(node);
    item.id = node.path;
    item.description = isFavourite ? `★ ${description}` : description;
    item.iconPath = thumbnail === undefined ? new vscode.ThemeIcon(icon) : vscode.Uri.file(thumbnail);
    const isUnfinished = node.header !== undefined && node.end?.outcome !== "done" && !running;
    const canBeScored = node.header !== undefined && modalities[node.header.modality].isScoredAgain && !running;
    // What a menu asks for: "run.unfinished.texts".
    item.contextValue = [
      "run",
      ...(isUnfinished ? ["unfinished"] : []),
      ...(canBeScored ? ["texts"] : []),
      isFavourite ? "favourite" : "usual",
    ].join(".");
    item.command = { command: "fkSteering.openRun", title: "Open Run", arguments: [node] };
    return item;
  }

  #reportsOf({ path }: RunSummary): readonly Report[] {
    return this.#reports.filter(({ run }) => run === path);
  }

  #isListed(run: string | undefined): boolean {
    return run !== undefined && this.#nodes.has(run);
  }

  #endListing(): void {
    this.#isListing = false;
    void this.#select();
  }

  /** Without taking the focus, and only where a person sees it: to show the list is theirs. */
  async #select(): Promise<void> {
    const node = this.#shown === undefined ? undefined : this.#nodes.get(this.#shown);
    if (node === undefined || this.#isListing || !this.#view.visible) return;
    if (this.#view.selection.some((item) => item.kind === "run" && item.path === node.path)) return;
    try {
      await this.#view.reveal(node, { select: true, focus: false });
    } catch {
      // The list was made anew meanwhile, and selects again.
    }
  }
}

function itemOfReport({ path, label, detail, written }: Report): vscode.TreeItem {
  const item = new vscode.TreeItem(label);
  item.id = path;
  item.description = detail;
  item.iconPath = new vscode.ThemeIcon("graph");
  item.tooltip = `${detail}\n${new Date(written).toLocaleString()}\n${inLabel(path)}`;
  item.contextValue = "report";
  item.command = { command: "fkSteering.openReport", title: "Open Report", arguments: [vscode.Uri.file(path)] };
  return item;
}
