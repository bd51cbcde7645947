/** Which reward file a command is about. */
import * as vscode from "vscode";
import { isRewardFile } from "./rewardFiles.ts";
import { inform } from "../messages.ts";

/**
 * A file of the explorer, the editor's title or a lens, a line of the rewards list; else the active editor's file. Undefined where
 * that is no reward: then the person has been told.
 */
export function rewardTarget(target: unknown, action: string): vscode.Uri | undefined {
  const uri = uriOf(target) ?? vscode.window.activeTextEditor?.document.uri;
  if (uri !== undefined && isRewardFile(uri)) return uri;
  void inform(`Open a reward file (*.reward.ts) first, then ${action}.`);
  return undefined;
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
