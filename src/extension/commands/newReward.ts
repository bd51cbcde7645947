/** "New Reward…": asks for a template and a name, writes the file and what makes it type-check, opens it. Never replaces a reward. */
import * as vscode from "vscode";
import { cleanName, nameProblem } from "../newReward/rewardFileName.ts";
import type { RewardTemplate } from "../newReward/rewardTemplate.ts";
import { rewardTemplates } from "../newReward/rewardTemplates.ts";
import { writeSupportFiles, writeText } from "../newReward/writeSupportFiles.ts";
import { rewardFileSuffix } from "../rewards/rewardFiles.ts";
import { checkOff } from "../walkthrough.ts";
import { pick } from "../ask/pick.ts";
import { complain } from "../messages.ts";

const title = "New Reward";

export async function newReward(): Promise<void> {
  const folder = await chooseRewardFolder();
  if (folder === undefined) return;
  const rewards = vscode.Uri.joinPath(folder.uri, "rewards");
  const template = await chooseTemplate();
  if (template === undefined) return;
  const name = await askRewardName(rewards, folder.name, { title: `${title} (2/2)`, example: "cheerful" });
  if (name === undefined) return;
  const file = vscode.Uri.joinPath(rewards, `${name}${rewardFileSuffix}`);
  await writeSupportFiles(rewards);
  await writeText(file, template.text);
  await vscode.window.showTextDocument(file, besideWalkthrough());
  checkOff("write");
}

/** A walkthrough, whose tab VS Code says nothing of, stays in sight. */
function besideWalkthrough(): vscode.TextDocumentShowOptions {
  const { activeTab } = vscode.window.tabGroups.activeTabGroup;
  const isWalkthrough = activeTab !== undefined && activeTab.input === undefined;
  return isWalkthrough ? { viewColumn: vscode.ViewColumn.Beside, preview: false } : {};
}

/** The workspace's folder that it is to lie in; undefined where there is none, or the person does not want it. */
export async function chooseRewardFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const [first, ...others] = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
  if (first !== undefined) return others.length === 0 ? first : vscode.window.showWorkspaceFolderPick();
  const answer = await complain(
    "A reward is a file of a folder, and no folder is open. Open one, then make the reward.",
    "Open Folder",
  );
  if (answer === "Open Folder") await vscode.commands.executeCommand("vscode.openFolder");
  return undefined;
}

async function chooseTemplate(): Promise<RewardTemplate | undefined> {
  const items = rewardTemplates.map((template) => ({
    label: template.title,
    description: template.description,
    template,
  }));
  const chosen = await pick({ title, step: 1, steps: 2, placeholder: "What to begin with", items });
  return chosen === undefined || chosen === "back" ? undefined : chosen[0]?.template;
}

/** A name that no reward has; undefined where the person does not want it. */
export async function askRewardName(
  rewards: vscode.Uri,
  folder: string,
  { title: asked, example }: { readonly title: string; readonly example: string },
): Promise<string | undefined> {
  const taken = new Set((await namesIn(rewards)).map((name) => name.toLowerCase()));
  const isTaken = (name: string): boolean => taken.has(`${name}${rewardFileSuffix}`.toLowerCase());
  const typed = await vscode.window.showInputBox({
    title: asked,
    prompt: `A name for the reward: it becomes rewards/<name>${rewardFileSuffix} in ${folder}`,
    placeHolder: example,
    ignoreFocusOut: true,
    validateInput: (text) => (text === "" ? undefined : nameProblem(text, isTaken)),
  });
  return typed === undefined || typed === "" ? undefined : cleanName(typed);
}

async function namesIn(folder: vscode.Uri): Promise<string[]> {
  try {
    return (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name);
  } catch {
    return [];
  }
}
