/** Which reward file a command is about. */
import * as vscode from "vscode";
import { isRewardFile } from "./rewardFiles.ts";
import { inform } from "../messages.ts";

/**
 * A file of the explorer, the editor's title or a lens, a line of the rewards list; else the active editor's file. Undefined where
 * that is no reward: then the person has been told.
 */
export function rewardTarget(target: unknown, action: string): vscode.Uri | undefined {
  const uri = uriOf(target) ?? activeUri();
  if (uri !== undefined && isRewardFile(uri)) return uri;
  void inform(`Open a reward file (*.reward.ts) first, then ${action}.`);
  return undefined;
}

/** Where no text has the focus, as in a walkthrough, the reward that is seen beside it. */
function activeUri(): vscode.Uri | undefined {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  if (activeTextEditor !== undefined) return activeTextEditor.document.uri;
  return visibleTextEditors.map(({ document }) => document.uri).find(isRewardFile);
}

/** What is scored is what is on the disk. */
export async function saveReward(uri: vscode.Uri): Promise<void> {
  await vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString())?.save();
}

function uriOf(target: unknown): vscode.Uri | undefined {
  if (target instanceof vscode.Uri) return target;
  if (typeof target !== "object" || target === null || !("uri" in target)) return undefined;
  return target.uri instanceof vscode.Uri ? target.uri : undefined;
}
