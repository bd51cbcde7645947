/**
 * Where VS Code enters: registers what it may ask for, and loads the parts that answer once it does, or once there is a reward or a queue to look after. A
 * window of which none is true, such as that of any TypeScript project, never loads them.
 */
import * as vscode from "vscode";
import {
  panelViewType,
  rewardsListId,
  runEditorType,
  runPartEditorType,
  runsListId,
  settingsSection,
  sweepEditorType,
} from "./contributed.ts";
import { LastEditor } from "./editor/lastEditor.ts";
import { LateList } from "./lateList.ts";
import { openAtStart } from "./openAtStart.ts";
import type { Parts } from "./parts.ts";
import { isQueueKept } from "./queue/keptQueue.ts";
import { hasRewardFiles, isRewardFile, watchRewardFiles, type RewardFile } from "./rewards/rewardFiles.ts";
import type { RunsItem } from "./runs/runsTree.ts";
import { ScoredEditor } from "./scoring/scoredEditor.ts";

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

export function activate(context: vscode.ExtensionContext): void {
  let loading: Promise<Parts> | undefined;
  const load = (): Promise<Parts> => (loading ??= loadParts());
  const early = {
    // Which editors a person was in is known only to whoever was there.
    lastEditor: new LastEditor(),
    scoredEditor: new ScoredEditor(),
    runsList: new LateList<RunsItem>(runsListId, load, { canSelectMany: true, showCollapseAll: true }),
    rewardsList: new LateList<RewardFile>(rewardsListId, load),
  };
  const loadParts = async (): Promise<Parts> => {
    const { putTogether } = await import("./parts.ts");
    return putTogether(context, early);
  };
  const { commands } = (context.extension.packageJSON as Manifest).contributes;
  context.subscriptions.push(
    ...Object.values(early),
    ...commands.map(({ command }) =>
      vscode.commands.registerCommand(command, async (...given) => (await load()).commands.get(command)?.(...given)),
    ),
    vscode.window.registerWebviewPanelSerializer(panelViewType, {
      deserializeWebviewPanel: async (...given) => (await load()).panel.deserializeWebviewPanel(...given),
    }),
    vscode.window.registerCustomEditorProvider(
      runEditorType,
      lateEditor(async () => (await load()).runEditor),
      {
        // Where a person was in it is not read from the file again.
        webviewOptions: { retainContextWhenHidden: true },
        supportsMultipleEditorsPerDocument: true,
      },
    ),
    vscode.window.registerCustomEditorProvider(
      runPartEditorType,
      lateEditor(async () => (await load()).runPartEditor),
    ),
    vscode.window.registerCustomEditorProvider(
      sweepEditorType,
      lateEditor(async () => (await load()).sweepEditor),
      { supportsMultipleEditorsPerDocument: true },
    ),
    ...whereRewardsAre(() => void load()),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      // Parts that are there hear of it themselves.
      if (loading !== undefined || !event.affectsConfiguration(`${settingsSection}.defaults`)) return;
      (await load()).form.useDefaults();
    }),
  );
  if (isQueueKept(context.workspaceState)) void load();
  void openAtStart(context.workspaceState);
}

function lateEditor(editor: () => Promise<vscode.CustomReadonlyEditorProvider>): vscode.CustomReadonlyEditorProvider {
  return {
    openCustomDocument: async (...given) => (await editor()).openCustomDocument(...given),
    resolveCustomEditor: async (...given) => (await editor()).resolveCustomEditor(...given),
  };
}

/** Calls once a reward is open, lies in the workspace, or comes into it. */
function whereRewardsAre(call: () => void): vscode.Disposable[] {
  const look = ({ uri }: vscode.TextDocument): void => {
    if (isRewardFile(uri)) call();
  };
  const watcher = watchRewardFiles();
  const find = async (): Promise<void> => {
    if (await hasRewardFiles()) call();
  };
  for (const document of vscode.workspace.textDocuments) look(document);
  void find();
  return [
    watcher,
    watcher.onDidCreate(call),
    vscode.workspace.onDidOpenTextDocument(look),
    vscode.workspace.onDidChangeWorkspaceFolders(find),
  ];
}
