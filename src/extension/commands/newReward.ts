/** "New Reward…": asks for a name, writes the file and what makes it type-check, opens it. Never replaces a reward. */
import * as vscode from "vscode";
import { SteeringError, messageOf } from "../../errors.ts";
import { cleanName, nameProblem } from "../newReward/rewardFileName.ts";
import { rewardTemplates } from "../newReward/rewardTemplates.ts";
import { supportFiles } from "../newReward/supportFiles.ts";
import { rewardFileSuffix } from "../rewards/rewardFiles.ts";

export async function newReward(): Promise<void> {
  const folder = await chooseFolder();
  if (folder === undefined) return;
  const rewards = vscode.Uri.joinPath(folder.uri, "rewards");
  const taken = new Set((await namesIn(rewards)).map((name) => name.toLowerCase()));
  const typed = await vscode.window.showInputBox({
    title: "New Reward",
    prompt: `A name for the reward: it becomes rewards/<name>${rewardFileSuffix} in ${folder.name}`,
    placeHolder: "cheerful",
    ignoreFocusOut: true,
    validateInput: (text) =>
      text === "" ? undefined : nameProblem(text, (name) => taken.has(`${name}${rewardFileSuffix}`.toLowerCase())),
  });
  if (typed === undefined || typed === "") return;
  const file = vscode.Uri.joinPath(rewards, `${cleanName(typed)}${rewardFileSuffix}`);
  try {
    for (const support of supportFiles) {
      const uri = vscode.Uri.joinPath(rewards, support.name);
      if (support.replaces(await textOf(uri))) await write(uri, support.text);
    }
    await write(file, rewardTemplates[0].text);
  } catch (error) {
    throw new SteeringError("internal", `The reward could not be written to ${rewards.fsPath}: ${messageOf(error)}.`, {
      cause: error,
    });
  }
  await vscode.window.showTextDocument(file);
}

async function chooseFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const [first, ...others] = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
  if (first !== undefined) return others.length === 0 ? first : vscode.window.showWorkspaceFolderPick();
  const answer = await vscode.window.showErrorMessage(
    "A reward is a file of a folder, and no folder is open. Open one, then make the reward.",
    "Open Folder",
  );
  if (answer === "Open Folder") await vscode.commands.executeCommand("vscode.openFolder");
  return undefined;
}

async function namesIn(folder: vscode.Uri): Promise<string[]> {
  try {
    return (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name);
  } catch {
    return [];
  }
}

async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

async function write(uri: vscode.Uri, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
}
