/** The texts of reward files, as far as VS Code, which waits meanwhile, may be kept with them. */
import { setImmediate } from "node:timers/promises";
import * as vscode from "vscode";
import { type RewardSource, readRewardSource } from "../../rewards/source/rewardSource.ts";

/** Larger files are rewards all the same; their fixtures show when they are run. */
const mostCharacters = 1_000_000;

/** What an editor holds is newer than the disk. Throws where there is no file. */
export async function readRewardText(uri: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open !== undefined) return open.getText();
  const { size, type } = await vscode.workspace.fs.stat(uri);
  // A pipe would be read for ever.
  if ((type & vscode.FileType.File) === 0 || size > mostCharacters) return "";
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

/** Lenses and tests ask for one text one after the other. */
let last: { readonly text: string; readonly source: RewardSource } | undefined;

/** Where things stand in it. Never throws, whatever the text: it comes from a folder that may not be trusted. */
export function lookAtReward(text: string): RewardSource {
  if (last?.text !== text) last = { text, source: sourceOf(text) };
  return last.source;
}

function sourceOf(text: string): RewardSource {
  try {
    return readRewardSource(text.length > mostCharacters ? "" : text);
  } catch {
    return readRewardSource("");
  }
}

/** One after the other, with a turn for everything else between them. */
export async function inTurns<T>(all: Iterable<T>, look: (one: T) => Promise<void>): Promise<void> {
  for (const one of all) {
    await look(one);
    await setImmediate();
  }
}
