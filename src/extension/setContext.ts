/** Context keys, by which menus, lists and walkthroughs come and go: told only when they have changed, for every run tells of every step. */
import * as vscode from "vscode";

const known = new Map<string, boolean>();

export function setContext(key: string, value: boolean): void {
  if ((known.get(key) ?? false) === value) return;
  known.set(key, value);
  void vscode.commands.executeCommand("setContext", key, value);
}
