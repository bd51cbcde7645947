/** The reward files of the workspace: found by name, never read or run. */
import * as vscode from "vscode";
import { rewardNameOf } from "../../protocol/rewardWords.ts";

export const rewardFileSuffix = ".reward.ts";
const pattern = `**/*${rewardFileSuffix}`;
const most = 500;

export interface RewardFile {
  readonly uri: vscode.Uri;
  /** Its file name without the suffix. */
  readonly name: string;
  /** For telling two of one name apart. */
  readonly relativePath: string;
}

export async function findRewardFiles(): Promise<RewardFile[]> {
  const uris = await vscode.workspace.findFiles(pattern, "**/{node_modules,.git,dist,out}/**", most);
  return uris
    .filter(({ scheme }) => scheme === "file")
    .map((uri) => ({ uri, name: rewardNameOf(uri.fsPath), relativePath: vscode.workspace.asRelativePath(uri) }))
    .toSorted((a, b) => a.relativePath.localeCompare(b.relativePath));
}

export function isRewardFile(uri: vscode.Uri): boolean {
  return uri.scheme === "file" && uri.path.endsWith(rewardFileSuffix);
}

export function watchRewardFiles(): vscode.FileSystemWatcher {
  return vscode.workspace.createFileSystemWatcher(pattern);
}
