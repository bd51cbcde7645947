/** The reward files of the workspace: found by name, never read or run. */
import * as vscode from "vscode";
import { rewardNameOf } from "../../protocol/rewardWords.ts";
import type { InPieces } from "../../rewards/source/inPieces.ts";
import { inShortTurns } from "../inShortTurns.ts";

export const rewardFileSuffix = ".reward.ts";
const pattern = `**/*${rewardFileSuffix}`;
const ignored = "**/{node_modules,.git,dist,out}/**";
const most = 500;

export interface RewardFile {
  readonly uri: vscode.Uri;
  /** Its file name without the suffix. */
  readonly name: string;
  /** For telling two of one name apart. */
  readonly relativePath: string;
}

export async function findRewardFiles(): Promise<RewardFile[]> {
  const uris = await vscode.workspace.findFiles(pattern, ignored, most);
  const files = await inShortTurns(described(uris.filter(({ scheme }) => scheme === "file")));
  // Two strings that ask for an order make it anew.
  const { compare } = new Intl.Collator();
  return files.toSorted((a, b) => compare(a.relativePath, b.relativePath));
}

function* described(uris: readonly vscode.Uri[]): InPieces<RewardFile[]> {
  const files: RewardFile[] = [];
  for (const uri of uris) {
    files.push({ uri, name: rewardNameOf(uri.fsPath), relativePath: vscode.workspace.asRelativePath(uri) });
    yield;
  }
  return files;
}

/** Looks no further than the first. */
export async function hasRewardFiles(): Promise<boolean> {
  return (await vscode.workspace.findFiles(pattern, ignored, 1)).length > 0;
}

export function isRewardFile(uri: vscode.Uri): boolean {
  return uri.scheme === "file" && uri.path.endsWith(rewardFileSuffix);
}

export function watchRewardFiles(): vscode.FileSystemWatcher {
  return vscode.workspace.createFileSystemWatcher(pattern);
}
