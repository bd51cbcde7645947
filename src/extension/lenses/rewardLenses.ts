/** What stands over `defineReward(`: run it, score text with it, test it, profile it, see its scores, and what its last run came to. */
import * as vscode from "vscode";
import { rewardFileSuffix } from "../rewards/rewardFiles.ts";
import { lookAtReward, rewardTextOf } from "../rewards/rewardText.ts";
import type { RunSummary } from "../../runfile/summary.ts";
import { lastRunOf, lastRunText } from "./lastRun.ts";

interface Action {
  readonly title: string;
  readonly command: string;
  readonly tooltip: string;
}

const actions: readonly Action[] = [
  { title: "Run", command: "generateWithReward", tooltip: "Generate, steered by this reward" },
  {
    title: "Score selection",
    command: "scoreSelection",
    tooltip: "Score the selected text of the last text editor and each of its lines",
  },
  { title: "Test", command: "testReward", tooltip: "Run its fixtures" },
  {
    title: "Debug",
    command: "debugReward",
    tooltip: "Stop in it with VS Code's debugger while it scores a sample of the run that is looked at",
  },
  { title: "Profile", command: "profileReward", tooltip: "See where its time goes" },
  {
    title: "Scores",
    command: "toggleScores",
    tooltip: "Show or hide what it gave each sample of the run that is looked at, beside the code",
  },
];

class RewardLens extends vscode.CodeLens {
  readonly path: string;
  readonly action: Action | undefined;

  constructor(range: vscode.Range, path: string, action: Action | undefined) {
    super(range);
    this.path = path;
    this.action = action;
  }
}

export class RewardLenses implements vscode.CodeLensProvider<RewardLens>, vscode.Disposable {
  readonly #runs: () => Promise<readonly RunSummary[]>;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #registered: vscode.Disposable;

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(runs: () => Promise<readonly RunSummary[]>) {
    this.#runs = runs;
    this.#registered = vscode.languages.registerCodeLensProvider(
      { scheme: "file", pattern: `**/*${rewardFileSuffix}` },
      this,
    );
  }

  /** Runs have ended, or were deleted. */
  refresh(): void {
    this.#changed.fire();
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<RewardLens[]> {
    const { definition, rangeOf } = await lookAtReward(rewardTextOf(document));
    if (definition === undefined) return [];
    const range = rangeOf(definition);
    return [...actions, undefined].map((action) => new RewardLens(range, document.uri.fsPath, action));
  }

  /** Lists of runs are read only for lenses in sight. */
  async resolveCodeLens(lens: RewardLens): Promise<RewardLens> {
    const last = lastRunOf(await this.#runs(), lens.path);
    const told = last === undefined ? "not run yet" : lastRunText(last);
    const { action } = lens;
    if (action !== undefined) {
      const target = [vscode.Uri.file(lens.path)];
      const tooltip = `${action.tooltip} (${told})`;
      lens.command = { title: action.title, tooltip, command: `fkSteering.${action.command}`, arguments: target };
    } else if (last === undefined) lens.command = { title: told, command: "" };
    else {
      const target = [vscode.Uri.file(last.run)];
      lens.command = { title: told, tooltip: "Open that run", command: "fkSteering.openRun", arguments: target };
    }
    return lens;
  }

  dispose(): void {
    this.#registered.dispose();
    this.#changed.dispose();
  }
}
