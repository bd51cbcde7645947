/** Where a document opens that belongs to what a page shows. */
import * as vscode from "vscode";

/** The first group that shows none of our pages, so that none is covered by what it opened; else one beside. */
export function documentColumn(): vscode.ViewColumn {
  const free = vscode.window.tabGroups.all.find(({ activeTab }) => !isOurPage(activeTab?.input));
  return free?.viewColumn ?? vscode.ViewColumn.Beside;
}

function isOurPage(input: unknown): boolean {
  const isPage = input instanceof vscode.TabInputWebview || input instanceof vscode.TabInputCustom;
  return isPage && input.viewType.includes("fkSteering");
}
