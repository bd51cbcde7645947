/** The "Rewards" list of the side bar: the workspace's reward files, a click opens one. */
import * as vscode from "vscode";
import type { RewardCatalog } from "./rewardCatalog.ts";
import type { RewardFile } from "./rewardFiles.ts";

export class RewardsTree implements vscode.TreeDataProvider<RewardFile> {
  readonly #catalog: RewardCatalog;

  readonly onDidChangeTreeData: vscode.Event<void>;

  constructor(catalog: RewardCatalog) {
    this.#catalog = catalog;
    this.onDidChangeTreeData = catalog.onDidChange;
    void catalog.findFiles();
  }

  getChildren(parent?: RewardFile): RewardFile[] {
    return parent === undefined ? [...this.#catalog.files] : [];
  }

  getTreeItem({ uri, name, relativePath }: RewardFile): vscode.TreeItem {
    const item = new vscode.TreeItem(name);
    item.resourceUri = uri;
    item.description = relativePath;
    item.tooltip = relativePath;
    item.contextValue = "reward";
    item.command = { command: "vscode.open", title: "Open", arguments: [uri] };
    return item;
  }
}
