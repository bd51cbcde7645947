/**
 * The types beside rewards, kept up to date: older ones are offered to be replaced when a reward is opened, and where there are none a
 * quick fix writes them. Nothing is written unasked.
 */
import { dirname, join, relative, sep } from "node:path";
import * as vscode from "vscode";
import { isRewardFile, rewardFileSuffix } from "../rewards/rewardFiles.ts";
import { supportFiles } from "./supportFiles.ts";
import { textOf, writeSupportFiles } from "./writeSupportFiles.ts";
import { inform } from "../messages.ts";

const [types] = supportFiles;

export class RewardTypes implements vscode.CodeActionProvider, vscode.Disposable {
  readonly #disposables: readonly vscode.Disposable[];
  /** Folders whose types were offered to be replaced: once a session is enough. */
  readonly #offered = new Set<string>();

  constructor() {
    this.#disposables = [
      vscode.workspace.onDidOpenTextDocument((document) => void this.#offer(document)),
      vscode.languages.registerCodeActionsProvider({ scheme: "file", pattern: `**/*${rewardFileSuffix}` }, this, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
    ];
    for (const document of vscode.workspace.textDocuments) void this.#offer(document);
  }

  /** TypeScript knows no module "fk-steering": its types are a file away. */
  provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const missing = diagnostics.filter(
      ({ message, source }) => source === "ts" && /module.*["']fk-steering["']/u.test(message),
    );
    if (missing.length === 0) return [];
    const action = new vscode.CodeAction(
      "Write the types of fk-steering beside this reward",
      vscode.CodeActionKind.QuickFix,
    );
    action.command = { title: action.title, command: "fkSteering.writeTypes", arguments: [document.uri] };
    action.diagnostics = missing;
    action.isPreferred = true;
    return [action];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  async #offer({ uri }: vscode.TextDocument): Promise<void> {
    const folder = isRewardFile(uri) ? await folderOfTypes(uri) : undefined;
    if (folder === undefined || this.#offered.has(folder.fsPath)) return;
    if (!types.replaces(await textOf(vscode.Uri.joinPath(folder, types.name)))) return;
    this.#offered.add(folder.fsPath);
    const answer = await inform(
      `The types of "fk-steering" in ${vscode.workspace.asRelativePath(folder)} are of an older FK Steering. Update them to see all that rewards can use.`,
      "Update",
    );
    if (answer === "Update") await writeSupportFiles(folder);
  }
}

/** "Write Types of Rewards": beside the reward, or where its folder's types are already. */
export async function writeTypes(uri: vscode.Uri): Promise<void> {
  await writeSupportFiles((await folderOfTypes(uri)) ?? vscode.Uri.file(dirname(uri.fsPath)));
}

/** The nearest folder at or above the reward that has the types; undefined where no folder of the workspace has. */
async function folderOfTypes(uri: vscode.Uri): Promise<vscode.Uri | undefined> {
  const top = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath;
  if (top === undefined) return undefined;
  const down = relative(top, dirname(uri.fsPath)).split(sep);
  for (let depth = down.length; depth >= 0; depth -= 1) {
    const folder = join(top, ...down.slice(0, depth));
    if ((await textOf(vscode.Uri.file(join(folder, types.name)))) !== undefined) return vscode.Uri.file(folder);
  }
  return undefined;
}
