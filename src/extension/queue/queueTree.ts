/** The "Queue" list of the side bar, there while runs wait or have failed beside others: the run under way, those that wait, by drag and drop in another order, and what failed. */
import { setTimeout } from "node:timers/promises";
import * as vscode from "vscode";
import { inLabel } from "../foreignText.ts";
import type { RunController } from "../runs/runController.ts";
import { rowOfQueue } from "./queueRow.ts";

/** A line of the list: a run's id, the path that its file has or will have. */
export interface QueuedItem {
  readonly kind: "queued";
  readonly id: string;
}

const dragged = "application/vnd.code.tree.fksteering.queue";
/** A run tells of every step. VS Code waits for 200 ms without news before it asks what they are: more often, and it never would. */
const pause = 300;
/** Milliseconds within which VS Code has listed anew, and after which it is looked at again. */
const listing = 1000;
const lookAgain = 50;
/** VS Code tells of a drag's beginning and of a drop on the list, not of a drag that ends elsewhere. */
const longestDrag = 10_000;

export class QueueTree
  implements vscode.TreeDataProvider<QueuedItem>, vscode.TreeDragAndDropController<QueuedItem>, vscode.Disposable
{
  readonly dragMimeTypes = [dragged];
  readonly dropMimeTypes = [dragged];
  readonly #runs: RunController;
  readonly #changed = new vscode.EventEmitter<QueuedItem | undefined>();
  readonly #view: vscode.TreeView<QueuedItem>;
  /** The same object for the same run, by which VS Code knows what is selected. */
  readonly #items = new Map<string, QueuedItem>();
  /** What the list says, but for the steps of the run under way. */
  #listed = "";
  /** A list that is listed anew loses what is dragged: until then it is not. */
  #draggedUntil = 0;
  #timer: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(runs: RunController) {
    this.#runs = runs;
    this.#view = vscode.window.createTreeView("fkSteering.queue", {
      treeDataProvider: this,
      dragAndDropController: this,
      canSelectMany: true,
    });
  }

  /** Soon, once for many calls. */
  refresh(): void {
    const { held, waiting } = this.#runs.queue;
    const message = held === undefined ? "" : inLabel(held);
    // The same again is news to VS Code, too.
    if (this.#view.message !== message) this.#view.message = message;
    this.#view.badge =
      waiting.length === 0
        ? undefined
        : { value: waiting.length, tooltip: waiting.length === 1 ? "1 run waits" : `${waiting.length} runs wait` };
    this.#timer ??= globalThis.setTimeout(() => {
      this.#timer = undefined;
      if (Date.now() < this.#draggedUntil) {
        this.refresh();
        return;
      }
      const { current } = this.#runs.queue;
      // Of the run under way every step is told: the others stay as they are.
      const isListed = this.#lines() === this.#listed;
      this.#changed.fire(isListed && current !== undefined ? this.#itemOf(current) : undefined);
    }, pause);
  }

  /** What is selected in the list: known again once VS Code has listed anew, which it does after each move. */
  async selected(): Promise<readonly QueuedItem[]> {
    for (let waited = 0; this.#view.selection.length === 0 && waited < listing; waited += lookAgain)
      await setTimeout(lookAgain);
    return this.#view.selection;
  }

  /** Goes on with the selection where a run has been moved to. */
  async select(id: string): Promise<void> {
    await this.#view.reveal(this.#itemOf(id), { select: true, focus: true });
  }

  getChildren(parent?: QueuedItem): QueuedItem[] {
    if (parent !== undefined) return [];
    const ids = this.#ids();
    this.#listed = this.#lines();
    for (const id of this.#items.keys()) if (!ids.includes(id)) this.#items.delete(id);
    return ids.map((id) => this.#itemOf(id));
  }

  getParent(): undefined {
    return undefined;
  }

  getTreeItem({ id }: QueuedItem): vscode.TreeItem {
    const { queue, failed } = this.#runs;
    const view = failed.get(id)?.view ?? this.#runs.view(id);
    const item = new vscode.TreeItem("");
    item.id = id;
    if (view === undefined) return item;
    const at = queue.waiting.indexOf(id);
    const { label, description, icon, details, standing } = rowOfQueue(view, at < 0 ? undefined : at + 1);
    item.label = label;
    item.description = description;
    item.iconPath = new vscode.ThemeIcon(icon);
    item.tooltip = details.join("\n");
    item.contextValue = standing;
    item.accessibilityInformation = { label: `${label}, ${description}` };
    if (standing === "current") item.command = { command: "fkSteering.showPanel", title: "Show Panel" };
    return item;
  }

  handleDrag(items: readonly QueuedItem[], transfer: vscode.DataTransfer): void {
    this.#draggedUntil = Date.now() + longestDrag;
    transfer.set(dragged, new vscode.DataTransferItem(items.map(({ id }) => id)));
  }

  /** Before the run that it is dropped on; below all, at the end. */
  handleDrop(target: QueuedItem | undefined, transfer: vscode.DataTransfer): void {
    this.#draggedUntil = 0;
    const ids: unknown = transfer.get(dragged)?.value;
    if (!Array.isArray(ids)) return;
    const { queue } = this.#runs;
    // On the run under way: the next one.
    const before = target?.id === queue.current ? queue.waiting[0] : target?.id;
    queue.move(ids as string[], before);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#view.dispose();
    this.#changed.dispose();
  }

  #ids(): string[] {
    const { current, waiting } = this.#runs.queue;
    return [...(current === undefined ? [] : [current]), ...waiting, ...this.#runs.failed.all.map(({ id }) => id)];
  }

  /** A run that begins, or is asked for again, may stand where it stood: its line says other things, and those behind it are one nearer. */
  #lines(): string {
    const { queue, failed } = this.#runs;
    return [queue.current, "", ...queue.waiting, "", ...failed.all.map(({ id }) => id)].join("\n");
  }

  #itemOf(id: string): QueuedItem {
    const item = this.#items.get(id) ?? { kind: "queued", id };
    this.#items.set(id, item);
    return item;
  }
}

export function isQueued(target: unknown): target is QueuedItem {
  return typeof target === "object" && target !== null && "kind" in target && target.kind === "queued";
}
