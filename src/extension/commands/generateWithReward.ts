/** "Generate with This Reward": the form as it is, steered by one reward file. */
import * as vscode from "vscode";
import { isRewardFile } from "../rewards/rewardFiles.ts";
import type { Services } from "../services.ts";

/** `target`: a file of the explorer or the editor's title, a line of the rewards list; else the active editor's file. */
export async function generateWithReward(services: Services, target: unknown): Promise<void> {
  const { form, launcher, panel } = services;
  const uri = uriOf(target) ?? vscode.window.activeTextEditor?.document.uri;
  if (uri === undefined || !isRewardFile(uri)) {
    void vscode.window.showInformationMessage("Open a reward file (*.reward.ts) first, then generate with it.");
    return;
  }
  await vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString())?.save();
  const before = form.form.rewards.find(({ source }) => source.kind === "file" && source.path === uri.fsPath);
  const reward = before ?? { source: { kind: "file", path: uri.fsPath }, weight: 1, parameters: {} };
  panel.show({ focus: false });
  await launcher.launch({ ...form.form, rewards: [reward] });
}

function uriOf(target: unknown): vscode.Uri | undefined {
  if (target instanceof vscode.Uri) return target;
  if (typeof target !== "object" || target === null || !("uri" in target)) return undefined;
  return target.uri instanceof vscode.Uri ? target.uri : undefined;
}
