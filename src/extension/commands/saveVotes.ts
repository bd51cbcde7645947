/** "Save Votes as a Reward…": what a person voted for in a run, learned by the engine and written as a reward of the workspace. Never replaces a file. Loaded when it is first asked for. */
import * as vscode from "vscode";
import { documentColumn } from "../editor/documentColumn.ts";
import { SteeringError } from "../../errors.ts";
import { plural } from "../../protocol/numberWords.ts";
import type { Services } from "../services.ts";
import { inform } from "../messages.ts";
import { textOf, writeSupportFiles, writeText } from "../newReward/writeSupportFiles.ts";
import { rewardFileSuffix } from "../rewards/rewardFiles.ts";
import { askRewardName, chooseRewardFolder } from "./newReward.ts";

const title = "Save Votes as a Reward";

/** Throws why there is nothing to learn. */
export async function saveVotes({ engine }: Pick<Services, "engine">, runFile: string): Promise<void> {
  const folder = await chooseRewardFolder();
  if (folder === undefined) return;
  const rewards = vscode.Uri.joinPath(folder.uri, "rewards");
  const name = await askRewardName(rewards, folder.name, { title, example: "liked" });
  if (name === undefined) return;
  const { files, pairs, pauses, by, sentence } = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: "FK Steering: learning from your votes",
      cancellable: true,
    },
    (_, token) => {
      const stopped = new AbortController();
      token.onCancellationRequested(() => stopped.abort());
      return engine.call("run/teach", { runFile, name }, stopped.signal);
    },
  );
  for (const file of files) {
    const uri = vscode.Uri.joinPath(rewards, file.name);
    if ((await textOf(uri)) === undefined) continue;
    throw new SteeringError("internal", `${uri.fsPath} is there already, and stays as it is. Choose another name.`);
  }
  await writeSupportFiles(rewards);
  // What it knows first: a reward without it does not compile.
  for (const { name: own, text } of files.toReversed()) await writeText(vscode.Uri.joinPath(rewards, own), text);
  await vscode.window.showTextDocument(vscode.Uri.joinPath(rewards, `${name}${rewardFileSuffix}`), {
    viewColumn: documentColumn(),
  });
  void inform(`${name} learned from ${plural(pairs, "pair")} at ${plural(pauses, "pause")}, by ${by}. ${sentence}`);
}
